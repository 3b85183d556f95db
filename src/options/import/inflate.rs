//! Unpacks brotli, zstd and xz, never more than a limit.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use super::ImportError;

/// The largest file that is taken, packed or not, in bytes.
pub const LARGEST_FILE: u64 = 256 << 20;

/// The largest list, unpacked, in bytes. That of NixOS has 15 MiB.
pub const LARGEST: u64 = 256 << 20;

/// As much memory may xz take for its dictionary, in KiB. `xz -9` takes 64 MiB.
const DICTIONARY: u32 = 256 << 10;

/// The bytes of a file as they were before it was packed.
pub(super) fn inflate<'b>(name: &str, bytes: &'b [u8]) -> Result<Cow<'b, [u8]>, ImportError> {
    match bytes {
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            let decoder = ruzstd::decoding::StreamingDecoder::new(Cursor::new(bytes))
                .map_err(|_| ImportError::Damaged)?;
            read(decoder)
        }
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => read(lzma_rust2::XzReader::new_mem_limit(
            Cursor::new(bytes),
            true,
            DICTIONARY,
        )),
        [0x1f, 0x8b, ..] => Err(ImportError::Unsupported("gzip")),
        [b'B', b'Z', b'h', ..] => Err(ImportError::Unsupported("bzip2")),
        [b'P', b'K', 3, 4, ..] => Err(ImportError::Unsupported("zip")),
        _ if begins(bytes, b'{') => Ok(Cow::Borrowed(bytes)),
        _ if name.to_lowercase().ends_with(".br") => read(brotli_decompressor::Decompressor::new(
            Cursor::new(bytes),
            1 << 16,
        )),
        _ => Ok(Cow::Borrowed(bytes)),
    }
}

/// Whether the first byte that is no blank is this one.
fn begins(bytes: &[u8], wanted: u8) -> bool {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&wanted)
}

fn read(decoder: impl Read) -> Result<Cow<'static, [u8]>, ImportError> {
    let mut out = Vec::new();
    decoder
        .take(LARGEST + 1)
        .read_to_end(&mut out)
        .map_err(|_| ImportError::Damaged)?;
    if out.len() as u64 > LARGEST {
        return Err(ImportError::TooLarge);
    }
    Ok(Cow::Owned(out))
}
