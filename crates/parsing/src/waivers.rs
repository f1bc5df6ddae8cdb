//! Who answered for what: comments in the draft, and the file beside it. Which
//! findings they answer is validation's to say.

mod comment;
mod file;
mod scope;

use copydesk_manuscript::{Document, Draft, Passages, Problem, ProblemKind, Role, Scope, Span};

use crate::comments::Comment;

pub use file::allow_file;

/// Reads the waivers of a draft into its document, whose text has blanks for
/// the `comments` of the `original`.
pub(crate) fn read(draft: &Draft, original: &str, comments: &[Comment], document: &mut Document) {
    if !comments.is_empty() {
        from_comments(original, comments, document);
    }
    for companion in draft.companions.iter().filter(|c| c.role == Role::Waivers) {
        match file::read(companion) {
            Ok(waivers) => document.waivers.extend(waivers),
            Err(kind) => document.problems.push(Problem { kind, span: Span::at(0) }),
        }
    }
}

fn from_comments(original: &str, comments: &[Comment], document: &mut Document) {
    let passages = Passages::of(document);
    let surroundings = scope::Surroundings::new(original, document, &passages);
    for comment in comments {
        match comment::read(original, comment) {
            Ok(Some(said)) => {
                let (answers, whole) = surroundings.scope(comment.span);
                let scope = Scope::Comment { span: comment.span, answers, whole };
                document.waivers.push(said.waiver(scope));
            }
            Ok(None) => {}
            Err((message, help)) => document.problems.push(Problem {
                kind: ProblemKind::Waiver { message, help: Some(help.to_owned()) },
                span: comment.span,
            }),
        }
    }
}
