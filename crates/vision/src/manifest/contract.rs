//! What goes into a model and what comes out, as written in the manifest.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Order of the axes of the input tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TensorLayout {
    /// Batch, channel, row, column.
    Nchw,
    /// Batch, row, column, channel.
    Nhwc,
}

/// Order of the channels of the input tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChannelOrder {
    /// Red first.
    Rgb,
    /// Blue first.
    Bgr,
}

/// Size of the input tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum InputSize {
    /// Width, height.
    Fixed([usize; 2]),
    /// Any size the crop rule allows.
    Dynamic(Dynamic),
}

/// The word `dynamic`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dynamic {
    /// Rows and columns are open axes.
    Dynamic,
}

/// The input tensor: one float32 picture.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputContract {
    /// Its name in the graph.
    pub name: String,
    /// Its size.
    pub size: InputSize,
    /// Its axes.
    pub layout: TensorLayout,
    /// Its channels.
    pub colour: ChannelOrder,
    /// Subtracted from a channel (0..255), in the tensor's channel order.
    pub mean: [f32; 3],
    /// Multiplied afterwards, in the tensor's channel order.
    pub scale: [f32; 3],
}

impl InputContract {
    /// Width and height; none when dynamic.
    pub const fn fixed_size(&self) -> Option<(usize, usize)> {
        match self.size {
            InputSize::Fixed([w, h]) => Some((w, h)),
            InputSize::Dynamic(_) => None,
        }
    }

    /// The tensor's shape for one picture of this size.
    pub const fn shape(&self, width: usize, height: usize) -> [usize; 4] {
        match self.layout {
            TensorLayout::Nchw => [1, 3, height, width],
            TensorLayout::Nhwc => [1, height, width, 3],
        }
    }
}

/// Which landmarks an alignment template names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LandmarkSet {
    /// Eyes, nose, mouth corners.
    Five,
    /// Eyes, and the middle between the mouth corners.
    EyesMouthCentre,
}

impl LandmarkSet {
    /// How many points that is.
    pub const fn len(self) -> usize {
        match self {
            Self::Five => 5,
            Self::EyesMouthCentre => 3,
        }
    }

    /// Never.
    pub const fn is_empty(self) -> bool {
        false
    }
}

/// How a model's input is cut from the picture.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum CropRule {
    /// The picture, or a region of it, scaled and padded right and bottom.
    Whole {
        /// Longer side of a whole picture in input pixels; pictures are never enlarged to it.
        long_side: u32,
        /// Longer side of a region in input pixels.
        region_side: u32,
        /// How far a small region may be enlarged to it.
        region_enlarge: f32,
        /// Input width and height are multiples of this.
        multiple: u32,
    },
    /// Similarity transform of landmarks to fixed points.
    Template {
        /// Which landmarks.
        landmarks: LandmarkSet,
        /// Where they go, in input pixels.
        points: Vec<[f32; 2]>,
    },
    /// The detector's box scaled about its centre, less if it would not fit, then moved inside.
    BoxFit {
        /// Of the box's sides.
        factor: f32,
    },
    /// A square around the box's centre, reflected at the border, area-filtered when it shrinks.
    SquareReflect {
        /// Of the box's longer side.
        factor: f32,
    },
    /// A square around the box's centre, turned so that the eyes are level; black outside the picture.
    SquareLevel {
        /// Of the box's longer side.
        factor: f32,
    },
    /// The part inside the picture of a square around the box's centre, scaled to fill the input's width or
    /// height; grey beside it.
    SquareInside {
        /// Of the box's longer side.
        factor: f32,
    },
    /// A whole page, scaled up or down and padded right and bottom with black.
    Page {
        /// Longer sides in input pixels, in the order tried.
        long_sides: Vec<u32>,
        /// How far a small page may be enlarged.
        enlarge: f32,
        /// Input width and height are multiples of this.
        multiple: u32,
    },
    /// One line of text, turned level and scaled to a height; as wide as it then is.
    TextLine {
        /// Input height.
        height: usize,
        /// Input width is a multiple of this: the pixels of one step of the output.
        multiple: usize,
        /// Longest line, in input pixels.
        max_width: usize,
    },
}

/// What the values of a step along a line are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepValues {
    /// As they leave the last layer.
    #[default]
    Logits,
    /// From 0 to 1, adding up to 1 over all classes.
    Probabilities,
}

/// What a model's numbers are.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum OutputContract {
    /// YuNet's twelve maps.
    Yunet {
        /// Cell sizes in input pixels.
        strides: Vec<usize>,
        /// Faces below are dropped.
        score_threshold: f32,
        /// Of two boxes that overlap more, the weaker is dropped.
        nms_threshold: f32,
        /// For people.
        meaning: String,
        /// For people.
        direction: String,
    },
    /// Features.
    Embedding {
        /// Tensor name.
        name: String,
        /// Values.
        length: usize,
        /// Whether the face is seen a second time, mirrored, and the features of both are added: less error for
        /// twice the time. Features made in the two ways must not be compared: another id says so.
        #[serde(default)]
        mirrored: bool,
        /// For people.
        meaning: String,
        /// For people.
        direction: String,
    },
    /// Class logits, one of which is bona fide.
    Softmax {
        /// Tensor name.
        name: String,
        /// Values.
        classes: usize,
        /// Index of the bona fide class.
        bona_fide: usize,
        /// For people.
        meaning: String,
        /// For people.
        direction: String,
    },
    /// One logit, positive for manipulated.
    Logit {
        /// Tensor name.
        name: String,
        /// For people.
        meaning: String,
        /// For people.
        direction: String,
    },
    /// One value, higher is better.
    Scalar {
        /// Tensor name.
        name: String,
        /// For people.
        meaning: String,
        /// For people.
        direction: String,
    },
    /// The probability of text at each pixel of the input.
    TextMap {
        /// Tensor name.
        name: String,
        /// Pixels from this probability on belong to text.
        threshold: f32,
        /// Regions whose mean probability is lower are dropped.
        box_threshold: f32,
        /// How far a region is grown: by this times its area over its perimeter.
        unclip: f32,
        /// For people.
        meaning: String,
        /// For people.
        direction: String,
    },
    /// Class logits for each step along a line, to be decoded after Graves et al. 2006 (CTC).
    Ctc {
        /// Tensor name.
        name: String,
        /// Values of a step.
        classes: usize,
        /// The class that stands for "nothing new".
        blank: usize,
        /// What a value is.
        #[serde(default)]
        values: StepValues,
        /// The classes of each character of the machine readable zone, which compete by their largest logit:
        /// a recogniser of all scripts has several that look like `<`.
        characters: BTreeMap<char, Vec<usize>>,
        /// For people.
        meaning: String,
        /// For people.
        direction: String,
    },
    /// Boxes of things, one a cell, in two maps a stride.
    Boxes {
        /// Tensor names of the boxes, one a stride: left, top, right and bottom from the cell's centre, in
        /// strides; rows, columns, four values.
        boxes: Vec<String>,
        /// Tensor names of the scores, one a stride: logits; rows, columns, one value.
        scores: Vec<String>,
        /// Cell sizes in input pixels.
        strides: Vec<usize>,
        /// Boxes below are dropped.
        score_threshold: f32,
        /// For people.
        meaning: String,
        /// For people.
        direction: String,
    },
    /// The five landmarks of one face.
    Points {
        /// Tensor name: x and y of each in input pixels; eyes, nose, corners of the mouth, image-left first.
        name: String,
        /// For people.
        meaning: String,
        /// For people.
        direction: String,
    },
    /// Points on one face, and whether there is a face.
    Mesh {
        /// Tensor name of the points: x, y, z of each in input pixels.
        name: String,
        /// How many points.
        points: usize,
        /// Tensor name of the logit that a face is there.
        presence: String,
        /// For people.
        meaning: String,
        /// For people.
        direction: String,
    },
}

impl OutputContract {
    /// The kind's name in manifests.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Yunet { .. } => "yunet",
            Self::Embedding { .. } => "embedding",
            Self::Softmax { .. } => "softmax",
            Self::Logit { .. } => "logit",
            Self::Scalar { .. } => "scalar",
            Self::Points { .. } => "points",
            Self::Mesh { .. } => "mesh",
            Self::Boxes { .. } => "boxes",
            Self::TextMap { .. } => "text_map",
            Self::Ctc { .. } => "ctc",
        }
    }

    /// What the numbers mean and in which direction, in words.
    pub fn in_words(&self) -> (&str, &str) {
        match self {
            Self::Yunet { meaning, direction, .. }
            | Self::Embedding { meaning, direction, .. }
            | Self::Softmax { meaning, direction, .. }
            | Self::Logit { meaning, direction, .. }
            | Self::Scalar { meaning, direction, .. }
            | Self::TextMap { meaning, direction, .. }
            | Self::Ctc { meaning, direction, .. }
            | Self::Boxes { meaning, direction, .. }
            | Self::Points { meaning, direction, .. }
            | Self::Mesh { meaning, direction, .. } => (meaning, direction),
        }
    }

    /// Every output tensor: its name, and its last axis or number of values (batch of one, spatial axes
    /// of one and the cell axis left out).
    pub fn tensors(&self) -> Vec<(String, usize)> {
        match self {
            Self::Yunet { strides, .. } => strides
                .iter()
                .flat_map(|s| {
                    [("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)]
                        .map(|(kind, n)| (format!("{kind}_{s}"), n))
                })
                .collect(),
            Self::Embedding { name, length, .. } => vec![(name.clone(), *length)],
            Self::Softmax { name, classes, .. } => vec![(name.clone(), *classes)],
            Self::Logit { name, .. } | Self::Scalar { name, .. } => vec![(name.clone(), 1)],
            Self::TextMap { name, .. } => vec![(name.clone(), 1)],
            Self::Boxes { boxes, scores, .. } => boxes
                .iter()
                .zip(scores)
                .flat_map(|(boxes, scores)| [(boxes.clone(), 4), (scores.clone(), 1)])
                .collect(),
            Self::Ctc { name, classes, .. } => vec![(name.clone(), *classes)],
            Self::Points { name, .. } => vec![(name.clone(), 10)],
            Self::Mesh { name, points, presence, .. } => {
                vec![(name.clone(), points * 3), (presence.clone(), 1)]
            }
        }
    }
}
