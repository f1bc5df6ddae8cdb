//! What an inbox shows before anybody opens the mail, and how large it is.

use crate::escape::escaped;
use crate::preview::shown::{Look, Personal, Shown};

/// Gmail cuts longer HTML off and shows a link to the rest: 102 KiB, measured by
/// many, documented by nobody.
const CLIPPED: usize = 102 * 1024;

/// From here on there is no room for what a forwarder adds.
const NEAR: usize = 90 * 1024;

/// As many characters of a subject as phones show.
const ON_A_PHONE: usize = 40;

/// Sender, subject, preheader; the size against the limit.
pub(super) fn line(shown: &Shown, look: &Look, personal: &Personal) -> String {
    let subject = look.subject();
    let bytes = personal.html.len();
    let kibibytes = |bytes: usize| bytes.div_ceil(1024);
    let (class, words) = match bytes {
        CLIPPED.. => ("clipped", ": Gmail clips it"),
        NEAR.. => ("near", ": Gmail may clip it"),
        _ => ("fits", ""),
    };
    let length = subject.chars().count();
    let cut = if length > ON_A_PHONE {
        format!(", of which phones show about {ON_A_PHONE}")
    } else {
        String::new()
    };
    format!(
        "<div id=\"inbox\">\n<p class=\"row\" dir=\"auto\"><b>{}</b> \
         <span class=\"subject\">{}</span> <span class=\"preheader\">{}</span></p>\n\
         <p class=\"size {class}\"><span>Subject of {length} characters{cut}</span> <label>\
         <span>HTML of {} KiB, where Gmail clips at {} KiB{words}</span> \
         <meter min=\"0\" max=\"{CLIPPED}\" low=\"{NEAR}\" high=\"{NEAR}\" \
         optimum=\"0\" value=\"{bytes}\"></meter></label></p>\n</div>\n",
        escaped(&shown.from),
        escaped(subject),
        escaped(&look.about().preheader),
        kibibytes(bytes),
        kibibytes(CLIPPED),
    )
}
