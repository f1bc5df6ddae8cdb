//! A look's files, from the newsroom or from the program.

use std::fs;
use std::path::Path;

use copydesk_rendering::Templates;

use super::DeskProblem;

/// Folders of `templates/` that are no look of an edition: the archive's first page,
/// and what all looks share.
pub(crate) const COMMON: [&str; 2] = ["archive", "shared"];

/// The newsroom's own `templates/<name>/`, else the one that is built in. What the
/// newsroom has in the folders of [`COMMON`] goes with any look.
pub(super) fn load(root: &Path, name: &str) -> Result<Templates, DeskProblem> {
    let templates = root.join("templates");
    let mut common = Vec::new();
    for folder in COMMON.map(|name| templates.join(name)).iter().filter(|f| f.is_dir()) {
        let whole = |(file, text)| (folder.join(file).display().to_string(), text);
        common.extend(read(folder)?.into_iter().map(whole));
    }
    let folder = templates.join(name);
    if !folder.is_dir() {
        return Ok(Templates::built_in(name, common)?);
    }
    let files = read(&folder)?.into_iter().chain(common);
    Ok(Templates::load(&folder.display().to_string(), files)?)
}

fn read(folder: &Path) -> Result<Vec<(String, String)>, DeskProblem> {
    let problem = |path: &Path| {
        let path = path.display().to_string();
        move |error| DeskProblem::File { path, error }
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(problem(folder))? {
        let path = entry.map_err(problem(folder))?.path();
        if path.extension().is_some_and(|extension| extension == "hbs") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, fs::read_to_string(&path).map_err(problem(&path))?));
        }
    }
    files.sort();
    Ok(files)
}
