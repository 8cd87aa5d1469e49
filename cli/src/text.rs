//! Text files as editors and spreadsheets save them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// Decodes a file in UTF-8 or UTF-16, with or without a byte order mark, while it is read. Bytes that are neither become
/// U+FFFD. ASCII characters survive even then, so a table in Windows-1252 keeps its cells.
pub fn decoded(mut file: File) -> io::Result<impl BufRead> {
    let mut start = Vec::new();
    file.rewind()?;
    file.by_ref().take(SAMPLE as u64).read_to_end(&mut start)?;
    let encoding = encoding(&start);
    let mut len = file.seek(SeekFrom::End(0))?;
    // An old editor ends every file with one byte, whatever the encoding.
    if encoding != UTF_8 && len % 2 == 1 {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        len -= u64::from(matches!(last, [b'\x1a' | b'\n' | b'\0']));
    }
    file.rewind()?;
    let mut decoder = DecodeReaderBytesBuilder::new();
    let decoder = decoder.encoding(Some(encoding)).bom_override(true).strip_bom(true);
    Ok(BufReader::new(decoder.build(BufReader::new(file.take(len)))))
}

/// Decodes bytes of which no character may be lost.
pub fn decode_strictly(bytes: &[u8]) -> Result<String, &'static str> {
    let encoding = encoding(bytes);
    let (text, has_errors) = encoding.decode_with_bom_removal(bytes);
    if has_errors { Err("not UTF-8; save it as UTF-8") } else { Ok(text.into_owned()) }
}

/// The lines of a file, which may be larger than the memory.
pub fn lines(mut bytes: impl BufRead + 'static) -> io::Result<Box<dyn BufRead>> {
    let encoding = encoding(bytes.fill_buf()?);
    // UTF-8 is not decoded, so that the reader of the lines notices other bytes.
    let encoding = (encoding != UTF_8).then_some(encoding);
    let decoded = DecodeReaderBytesBuilder::new().encoding(encoding).bom_override(true).build(bytes);
    Ok(Box::new(BufReader::new(decoded)))
}

fn encoding(bytes: &[u8]) -> &'static Encoding {
    Encoding::for_bom(bytes).map_or_else(|| guess(bytes), |(encoding, _)| encoding)
}

/// How many bytes the encoding is guessed by.
const SAMPLE: usize = 1 << 12;

/// In UTF-16, every second byte of an ASCII character is zero.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let start = &bytes[..bytes.len().min(SAMPLE)];
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
    use std::io::Write;

    use super::*;

    fn decode(bytes: &[u8]) -> String {
        let mut file = tempfile::tempfile().expect("a temporary file");
        file.write_all(bytes).expect("it is written");
        let mut text = String::new();
        decoded(file).expect("a file").read_to_string(&mut text).expect("UTF-8");
        text
    }

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
