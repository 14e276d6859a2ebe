//! Rows of a gallery, in blocks of one size. A block is allocated once and never grows, so no copy of a
//! template stays behind in memory that was given back; rows are wiped when they are taken out.

use zeroize::Zeroize;

use crate::code::{Scale, encode, sketch_into, words};

/// Rows of a block: with templates of 256 values a block is 256 KiB, which fits a core's cache.
pub(crate) const ROWS: usize = 1024;

pub(crate) struct Block {
    width: usize,
    rows: usize,
    codes: Box<[i8]>,
    sketches: Box<[u64]>,
    scales: Vec<Scale>,
}

impl Block {
    pub fn new(width: usize) -> Self {
        Self {
            width,
            rows: 0,
            codes: vec![0; ROWS * width].into_boxed_slice(),
            sketches: vec![0; ROWS * words(width)].into_boxed_slice(),
            scales: Vec::with_capacity(ROWS),
        }
    }

    pub fn is_full(&self) -> bool {
        self.rows == ROWS
    }

    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn codes(&self) -> &[i8] {
        &self.codes[..self.rows * self.width]
    }

    pub fn row(&self, row: usize) -> &[i8] {
        &self.codes[row * self.width..(row + 1) * self.width]
    }

    pub fn sketches(&self) -> &[u64] {
        &self.sketches[..self.rows * words(self.width)]
    }

    pub fn scales(&self) -> &[Scale] {
        &self.scales
    }

    /// Appends a row; the block must not be full.
    pub fn push(&mut self, values: &[f32]) {
        let (at, words) = (self.rows, words(self.width));
        let codes = &mut self.codes[at * self.width..(at + 1) * self.width];
        self.scales.push(encode(values, codes));
        sketch_into(values, &mut self.sketches[at * words..(at + 1) * words]);
        self.rows += 1;
    }

    /// Puts the last row of `from` in the place of `row`.
    pub fn overwrite(&mut self, row: usize, from: &Self) {
        let (last, width, words) = (from.rows - 1, self.width, words(self.width));
        self.codes[row * width..(row + 1) * width].copy_from_slice(from.row(last));
        self.sketches[row * words..(row + 1) * words]
            .copy_from_slice(&from.sketches[last * words..(last + 1) * words]);
        self.scales[row] = from.scales[last];
    }

    /// Puts the own last row in the place of `row`.
    pub fn overwrite_with_last(&mut self, row: usize) {
        let (last, width, words) = (self.rows - 1, self.width, words(self.width));
        self.codes.copy_within(last * width..(last + 1) * width, row * width);
        self.sketches.copy_within(last * words..(last + 1) * words, row * words);
        self.scales[row] = self.scales[last];
    }

    /// Takes the last row out and wipes it.
    pub fn pop(&mut self) {
        let (last, width, words) = (self.rows - 1, self.width, words(self.width));
        self.codes[last * width..(last + 1) * width].zeroize();
        self.sketches[last * words..(last + 1) * words].zeroize();
        self.scales.pop();
        self.rows = last;
    }

    pub fn bytes(&self) -> usize {
        self.codes.len()
            + self.sketches.len() * size_of::<u64>()
            + self.scales.capacity() * size_of::<Scale>()
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        self.codes.zeroize();
        self.sketches.zeroize();
    }
}
