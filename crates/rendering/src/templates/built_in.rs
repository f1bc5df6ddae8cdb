//! The looks that are part of the program, as the repository has them.

macro_rules! template {
    ($path:literal) => {
        (concat!("templates/", $path), include_str!(concat!("../../../../templates/", $path)))
    };
}

type File = (&'static str, &'static str);

const BRIEF: [File; 4] = [
    ("subject.hbs", include_str!("../../../../templates/brief/subject.hbs")),
    ("html.hbs", include_str!("../../../../templates/brief/html.hbs")),
    ("text.hbs", include_str!("../../../../templates/brief/text.hbs")),
    ("page.hbs", include_str!("../../../../templates/brief/page.hbs")),
];

const DIGEST: [File; 4] = [
    ("subject.hbs", include_str!("../../../../templates/digest/subject.hbs")),
    ("html.hbs", include_str!("../../../../templates/digest/html.hbs")),
    ("text.hbs", include_str!("../../../../templates/digest/text.hbs")),
    ("page.hbs", include_str!("../../../../templates/digest/page.hbs")),
];

const SHARED: [File; 20] = [
    template!("archive/index.hbs"),
    template!("shared/_feeds.hbs"),
    template!("shared/_mail-blocks.hbs"),
    template!("shared/_mail-brief.hbs"),
    template!("shared/_mail-earlier.hbs"),
    template!("shared/_mail-intro.hbs"),
    template!("shared/_mail-sources.hbs"),
    template!("shared/_mail-style.hbs"),
    template!("shared/_mail.hbs"),
    template!("shared/_page-blocks.hbs"),
    template!("shared/_page-brief.hbs"),
    template!("shared/_page-earlier.hbs"),
    template!("shared/_page-foot.hbs"),
    template!("shared/_page-intro.hbs"),
    template!("shared/_page-sources.hbs"),
    template!("shared/_page-style.hbs"),
    template!("shared/_page.hbs"),
    template!("shared/_text-blocks.hbs"),
    template!("shared/_text-brief.hbs"),
    template!("shared/_text.hbs"),
];

/// The files of one look, by name.
pub(super) fn look(name: &str) -> Option<&'static [File]> {
    match name {
        "brief" => Some(&BRIEF),
        "digest" => Some(&DIGEST),
        _ => None,
    }
}

/// What all looks share: where each lies, its name without `.hbs`, its text.
pub(super) fn shared() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    SHARED.iter().map(|(path, text)| {
        let file = path.rsplit('/').next().unwrap_or(path);
        (*path, file.trim_end_matches(".hbs"), *text)
    })
}
