//! Text files as editors and spreadsheets save them.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Decodes UTF-8 or UTF-16, with or without a byte order mark. Bytes that are neither become U+FFFD. ASCII characters
/// survive even then, so a table in Windows-1252 keeps its cells.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = Encoding::for_bom(bytes).map_or_else(|| guess(bytes), |(encoding, _)| encoding);
    // An old editor ends every file with one byte, whatever the encoding.
    let bytes = match bytes {
        [content @ .., b'\x1a' | b'\n' | b'\0'] if encoding != UTF_8 && content.len() % 2 == 0 => content,
        _ => bytes,
    };
    encoding.decode_with_bom_removal(bytes).0
}

/// In UTF-16, every second byte of an ASCII character is zero.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let start = &bytes[..bytes.len().min(1 << 12)];
    let zeros = |first| start.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match start.len() / 4 {
        few if odd > few && odd > even => UTF_16LE,
        few if even > few && even > odd => UTF_16BE,
        _ => UTF_8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_and_utf_16_are_decoded_with_or_without_a_mark() {
        for content in ["a", "app_id\nZoë 🏴", "Ā,Ā,abcdef"] {
            for mark in ["", "\u{feff}"] {
                let marked = format!("{mark}{content}");
                let le: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
                let be: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
                for bytes in [marked.as_bytes(), &le, &be] {
                    assert_eq!(decode(bytes), content, "{bytes:?}");
                }
            }
        }
        assert_eq!(decode(b""), "");
        assert_eq!(decode(b"\xff\xfea\0\x1a"), "a");
        assert_eq!(decode(b"Zo\xeb,Ann"), "Zo\u{fffd},Ann");
    }
}
