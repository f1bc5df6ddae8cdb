//! What templates can call besides Handlebars' own.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason,
    Renderable, StringOutput,
};

use crate::labels;
use crate::view::underlined;
use crate::wrap::wrap;

/// `prose`, `say`, `underline` and `wrap`. `log` goes: rendering writes nowhere but to its result.
pub(super) fn register(registry: &mut Handlebars<'static>) {
    registry.unregister_helper("log");
    registry.unregister_helper("raw");
    registry.register_helper("prose", Box::new(prose));
    registry.register_helper("say", Box::new(say));
    registry.register_helper("underline", Box::new(Lines::Underlined));
    registry.register_helper("wrap", Box::new(Lines::Wrapped));
}

/// `{{prose body}}`: the one way to write HTML. It takes only what rendering
/// itself has made safe.
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
    out.write(html)?;
    Ok(())
}

/// `{{say labels.by names=byline.by}}`: one of our phrases with others' words in
/// it, escaped as the template's text is.
fn say(
    helper: &Helper<'_>,
    registry: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let Some(phrase) = helper.param(0).and_then(|p| p.value().as_str()) else {
        let message = "`say` takes one of `labels`".to_owned();
        return Err(RenderErrorReason::Other(message).into());
    };
    let values = helper.hash().iter().map(|(name, v)| (*name, v.value().as_str().unwrap_or("")));
    let said = labels::say(phrase, &values.collect::<Vec<_>>());
    out.write(&registry.get_escape_fn()(&said))?;
    Ok(())
}

/// Blocks whose content comes in lines of 72.
enum Lines {
    /// `{{#wrap first="* " rest="  "}}…{{/wrap}}`
    Wrapped,
    /// `{{#underline}}…{{/underline}}`
    Underlined,
}

impl HelperDef for Lines {
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
        out.write(&match self {
            Self::Wrapped => wrap(inner.trim(), prefix("first"), prefix("rest")),
            Self::Underlined => underlined(inner.trim(), '-'),
        })?;
        Ok(())
    }
}
