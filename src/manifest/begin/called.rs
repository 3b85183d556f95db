//! Names that are made of how people call things, and the other way round.

use crate::manifest::types::Name;

/// `les-trois-maisons` of `Les Trois Maisons`, if anything remains of it.
pub fn slug(text: &str) -> Option<String> {
    let mut slug = String::new();
    for character in text.chars().flat_map(char::to_lowercase) {
        match plain(character) {
            Some(letter) if letter.is_ascii_lowercase() || !slug.is_empty() => slug.push(letter),
            None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.truncate(31);
    let slug = slug.trim_end_matches('-');
    Name::new(slug).ok().map(|name| name.to_string())
}

/// A letter without its accent, or a digit.
fn plain(character: char) -> Option<char> {
    match character {
        'a'..='z' | '0'..='9' => Some(character),
        'à' | 'á' | 'â' | 'ä' | 'å' | 'ã' => Some('a'),
        'ç' => Some('c'),
        'é' | 'è' | 'ê' | 'ë' => Some('e'),
        'î' | 'ï' | 'í' => Some('i'),
        'ñ' => Some('n'),
        'ô' | 'ö' | 'ó' | 'õ' => Some('o'),
        'ù' | 'û' | 'ü' | 'ú' => Some('u'),
        _ => None,
    }
}

/// The folder's name, if it says more than the name that was made of it.
pub fn title(name: &str, folder: &str) -> String {
    if folder != name && slug(folder).as_deref() == Some(name) {
        folder.to_owned()
    } else {
        capitals(name)
    }
}

/// `Trois Maisons` of `trois-maisons`.
pub fn capitals(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    name.split('-').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_of_titles() {
        assert_eq!(
            slug("Les Trois Maisons").as_deref(),
            Some("les-trois-maisons")
        );
        assert_eq!(slug("L'été à Liège!").as_deref(), Some("l-ete-a-liege"));
        assert_eq!(slug("2e étage").as_deref(), Some("e-etage"));
        assert_eq!(slug("東京"), None);
        assert_eq!(
            slug(&"ab ".repeat(30)).map(|name| name.len() <= 31),
            Some(true)
        );
    }

    #[test]
    fn titles_are_made_of_names() {
        assert_eq!(title("trois-maisons", "trois-maisons"), "Trois Maisons");
        assert_eq!(title("l-ete", "L'Été"), "L'Été");
        assert_eq!(title("maison", "L'Été"), "Maison");
    }
}
