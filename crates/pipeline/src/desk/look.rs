//! A look's files, from the newsroom or from the program.

use std::fs;
use std::path::Path;

use copydesk_rendering::Templates;

use super::DeskProblem;

/// The newsroom's own `templates/<name>/`, else the one that is built in. An
/// `archive/index.hbs` of the newsroom goes with any look.
pub(super) fn load(root: &Path, name: &str) -> Result<Templates, DeskProblem> {
    let folder = root.join("templates").join(name);
    if !folder.is_dir() {
        return Ok(Templates::embedded()?);
    }
    let mut files = read(&folder)?;
    if !files.iter().any(|(file, _)| file == "index.hbs") {
        files.extend(read(&root.join("templates/archive")).unwrap_or_default());
    }
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
