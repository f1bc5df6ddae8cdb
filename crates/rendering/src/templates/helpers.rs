//! What templates can call besides Handlebars' own.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason,
    Renderable, StringOutput,
};

use crate::markup::escape_html;
use crate::wrap::wrap;

/// The classes that prose carries, which are what a template can style.
const STYLED: [&str; 8] = ["cite", "code", "item", "keep", "link", "list", "picture", "quoted"];

/// `prose` and `wrap`. `log` goes: rendering writes nowhere but to its result.
pub(super) fn register(registry: &mut Handlebars<'static>) {
    registry.unregister_helper("log");
    registry.unregister_helper("raw");
    registry.register_helper("prose", Box::new(prose));
    registry.register_helper("wrap", Box::new(Wrap));
}

/// `{{prose body cite="color:#900" link="…"}}`: the one way to write HTML.
///
/// It takes only what rendering itself has made safe. The styles go to the
/// parts of that name; text inside is escaped, so that nothing in a draft looks
/// like one of our class attributes.
fn prose(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let given = helper.param(0).and_then(|p| p.value().get("html")?.as_str());
    let Some(html) = given else {
        return Err(RenderErrorReason::Other(
            "`prose` takes the body of a block or of trailing matter".to_owned(),
        )
        .into());
    };
    let mut html = html.to_owned();
    for (part, style) in helper.hash() {
        if !STYLED.contains(part) {
            let known = super::variables::suggest(part, STYLED.into_iter());
            return Err(RenderErrorReason::Other(format!("prose has no `{part}`: {known}")).into());
        }
        let style = style.value().as_str().map(escape_html).unwrap_or_default();
        html = html
            .replace(&format!("class=\"{part}\""), &format!("class=\"{part}\" style=\"{style}\""));
    }
    out.write(&html)?;
    Ok(())
}

/// `{{#wrap first="* " rest="  "}}…{{/wrap}}`: its content in lines of 72.
struct Wrap;

impl HelperDef for Wrap {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        rendering: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let mut inner = StringOutput::new();
        if let Some(template) = helper.template() {
            template.render(registry, context, rendering, &mut inner)?;
        }
        let prefix = |name: &str| {
            let value = helper.hash_get(name);
            value.and_then(|v| v.value().as_str()).unwrap_or_default()
        };
        let inner = inner.into_string().map_err(RenderErrorReason::from)?;
        out.write(&wrap(inner.trim(), prefix("first"), prefix("rest")))?;
        Ok(())
    }
}
