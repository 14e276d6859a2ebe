//! dlib's face recognition network: 29 convolutions with residual connections, 128 features of a face.
//!
//! The file has no description of the network that could be followed, so its architecture is written down
//! here, from the example in which dlib defines it, and every layer of the file must agree with it.

use crate::ConversionError;
use crate::graph::Graph;
use crate::reader::Reader;

/// Side of the picture, and the features.
const SIDE: usize = 150;
const FEATURES: usize = 128;
/// Filters and side of the first convolution, before the pairs.
const FIRST: (usize, usize) = (32, 7);
/// Pairs of convolutions of three by three behind the first one, from the input on: how many, of how many
/// filters. The first pair of each group but the first halves rows and columns.
const GROUPS: [(usize, usize); 5] = [(3, 32), (4, 64), (3, 128), (3, 256), (1, 256)];

/// The ONNX file of the network in `bytes`: `input` is `[n, 3, 150, 150]`, red first, each value less dlib's
/// mean and divided by 256; `features` is `[n, 128]`, not normalised.
///
/// The scaling that follows every convolution is part of its weights.
///
/// # Errors
/// When the bytes are not this network.
pub fn dlib_resnet(bytes: &[u8]) -> Result<Vec<u8>, ConversionError> {
    let mut layers = Layers { reader: Reader::new(bytes), graph: Graph::new() };
    let first = layers.convolution("input", 3, FIRST.0, FIRST.1, 2)?;
    let mut value = layers.node("Relu", &[&first], &[]);
    value = layers.node("MaxPool", &[&value], &[("kernel_shape", &[3, 3]), ("strides", &[2, 2])]);
    let mut side = halved(halved(SIDE, FIRST.1), 3);
    let mut channels = FIRST.0;
    for (group, (count, filters)) in GROUPS.into_iter().enumerate() {
        for pair in 0..count {
            let is_down = group > 0 && pair == 0;
            (value, side) = layers.pair(&value, side, channels, filters, is_down)?;
            channels = filters;
        }
    }
    let Layers { mut reader, mut graph } = layers;
    reader.find("fc_2")?;
    reader.expect("the last layer", &[FEATURES as i64, channels as i64])?;
    let weights = reader.tensor("the last layer's weights", [channels, FEATURES, 1, 1])?;
    let pooled = graph.node("GlobalAveragePool", &[&value], &[]);
    let flat = graph.node("Flatten", &[&pooled], &[]);
    let weights = graph.floats(&[channels, FEATURES], &weights);
    graph.last("MatMul", &[&flat, &weights], "features");
    Ok(graph.file(
        "dlib_face_recognition_resnet_v1",
        ("input", &[3, SIDE, SIDE]),
        ("features", &[FEATURES]),
    ))
}

/// Rows that a step of two leaves of `side` under a window of `window`, without a border.
const fn halved(side: usize, window: usize) -> usize {
    (side - window) / 2 + 1
}

/// The file and what was made of it so far.
struct Layers<'b> {
    reader: Reader<'b>,
    graph: Graph,
}

impl Layers<'_> {
    fn node(&mut self, operator: &str, inputs: &[&str], attributes: &[(&str, &[u64])]) -> String {
        self.graph.node(operator, inputs, attributes)
    }

    /// The next convolution with the scaling behind it. A step of two has no border, one of one keeps the size.
    fn convolution(
        &mut self,
        input: &str,
        inside: usize,
        filters: usize,
        window: usize,
        step: u64,
    ) -> Result<String, ConversionError> {
        const WHAT: &str = "a convolution";
        self.reader.find("con_4")?;
        let each = inside * window * window;
        let mut values = self.reader.tensor(WHAT, [filters * each + filters, 1, 1, 1])?;
        let border = if step == 1 { window / 2 } else { 0 };
        let step_signed = step as i64;
        let side = window as i64;
        let shape =
            [filters as i64, side, side, step_signed, step_signed, border as i64, border as i64];
        self.reader.expect(WHAT, &shape)?;
        self.reader.find("affine_")?;
        let scaling = self.reader.tensor("a scaling", [2 * filters, 1, 1, 1])?;
        let (gain, offset) = scaling.split_at(filters);
        let mut biases = values.split_off(filters * each);
        for (filter, weights) in values.chunks_exact_mut(each).enumerate() {
            weights.iter_mut().for_each(|weight| *weight *= gain[filter]);
            biases[filter] = biases[filter] * gain[filter] + offset[filter];
        }
        let weights = self.graph.floats(&[filters, inside, window, window], &values);
        let biases = self.graph.floats(&[filters], &biases);
        let (border, window) = (border as u64, window as u64);
        Ok(self.graph.node(
            "Conv",
            &[input, &weights, &biases],
            &[
                ("kernel_shape", &[window, window]),
                ("pads", &[border; 4]),
                ("strides", &[step, step]),
            ],
        ))
    }

    /// Two convolutions and what went in, added; what is smaller is filled up with zeros at its end.
    fn pair(
        &mut self,
        input: &str,
        side: usize,
        inside: usize,
        filters: usize,
        is_down: bool,
    ) -> Result<(String, usize), ConversionError> {
        let step = if is_down { 2 } else { 1 };
        let first = self.convolution(input, inside, filters, 3, step)?;
        let first = self.node("Relu", &[&first], &[]);
        let mut new = self.convolution(&first, filters, filters, 3, 1)?;
        let mut old = input.to_owned();
        let mut left = side;
        if is_down {
            old = self.node(
                "AveragePool",
                &[&old],
                &[("kernel_shape", &[2, 2]), ("strides", &[2, 2])],
            );
            let (pooled, convolved) = (halved(side, 2), halved(side, 3));
            old = self.filled(old, filters - inside, 0);
            new = self.filled(new, 0, pooled - convolved);
            left = pooled;
        }
        let sum = self.node("Add", &[&new, &old], &[]);
        Ok((self.node("Relu", &[&sum], &[]), left))
    }

    /// So many channels, and rows and columns, of zeros more.
    fn filled(&mut self, value: String, channels: usize, places: usize) -> String {
        if channels == 0 && places == 0 {
            return value;
        }
        let (channels, places) = (channels as i64, places as i64);
        let ends = self.graph.integers(&[0, 0, 0, 0, 0, channels, places, places]);
        self.node("Pad", &[&value, &ends], &[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integer(into: &mut Vec<u8>, value: usize) {
        into.push(4);
        into.extend_from_slice(&(value as u32).to_le_bytes());
    }

    fn tensor(into: &mut Vec<u8>, lengths: [usize; 4], value: f32) {
        integer(into, 2);
        lengths.iter().for_each(|length| integer(into, *length));
        let count = lengths.iter().product();
        into.extend(std::iter::repeat_n(value.to_le_bytes(), count).flatten());
    }

    fn layer(into: &mut Vec<u8>, name: &str) {
        into.extend([1, 0, 1, name.len() as u8]);
        into.extend_from_slice(name.as_bytes());
    }

    /// A file of the network whose every weight is this.
    fn network(value: f32) -> Vec<u8> {
        let mut file = Vec::new();
        let mut convolution = |inside: usize, filters: usize, window: usize, step: usize| {
            layer(&mut file, "con_4");
            tensor(&mut file, [filters * (inside * window * window + 1), 1, 1, 1], value);
            let border = if step == 1 { window / 2 } else { 0 };
            for number in [filters, window, window, step, step, border, border] {
                integer(&mut file, number);
            }
            layer(&mut file, "affine_");
            tensor(&mut file, [2 * filters, 1, 1, 1], 1.0);
        };
        convolution(3, 32, 7, 2);
        let mut inside = 32;
        for (group, (count, filters)) in GROUPS.into_iter().enumerate() {
            for pair in 0..count {
                convolution(inside, filters, 3, if group > 0 && pair == 0 { 2 } else { 1 });
                convolution(filters, filters, 3, 1);
                inside = filters;
            }
        }
        layer(&mut file, "fc_2");
        integer(&mut file, FEATURES);
        integer(&mut file, inside);
        tensor(&mut file, [inside, FEATURES, 1, 1], value);
        file
    }

    #[test]
    fn a_network_of_this_shape_becomes_a_graph() {
        let file = network(0.5);
        let graph = dlib_resnet(&file).unwrap();
        let count = |operator: &[u8]| {
            let mut wanted = vec![0x22, operator.len() as u8];
            wanted.extend_from_slice(operator);
            graph.windows(wanted.len()).filter(|window| *window == wanted).count()
        };
        assert_eq!((count(b"Conv"), count(b"Add"), count(b"AveragePool")), (29, 14, 4));
        // Three groups double the channels; two of the halvings leave a row too few.
        assert_eq!((count(b"Pad"), count(b"Relu"), count(b"MatMul")), (5, 29, 1));
        assert_eq!(dlib_resnet(&file).unwrap(), graph);
        // The scaling is part of the weights: 0.5 × 1 + 1 is a bias.
        let bias = 1.5f32.to_le_bytes().repeat(32);
        assert!(graph.windows(bias.len()).any(|window| window == bias));
    }

    #[test]
    fn what_is_not_this_network_is_refused() {
        let file = network(0.0);
        let missing = |after| ConversionError::NoLayer { layer: "con_4", after };
        assert_eq!(dlib_resnet(b""), Err(missing(0)));
        assert_eq!(dlib_resnet(&vec![0; 10_000]), Err(missing(0)));
        for cut in [20, 500, 30_000, file.len() / 2, file.len() - 1] {
            assert!(dlib_resnet(&file[..cut]).is_err(), "{cut}");
        }
        let mut other = file.clone();
        // The number of values of the first convolution.
        other[16] ^= 1;
        assert!(matches!(dlib_resnet(&other), Err(ConversionError::Shape { .. })));
    }
}
