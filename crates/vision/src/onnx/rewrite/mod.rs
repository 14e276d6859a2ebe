//! One change to a graph before it is opened: PRelu as nodes that run through vectorised kernels.
//!
//! ONNX Runtime's CPU kernel for PRelu decides value by value, and the processor mispredicts it half of
//! the time; it also takes the values out of the blocked layout that convolutions run in and back. On the
//! face models here that is a third to two thirds of their whole run. The same function, written in one of
//! two ways, gives equal results for finite inputs, since one of its two terms is always zero:
//!
//! - Relu(x) − slope × Relu(−x), both products as 1×1 convolutions of each channel by itself, which stay
//!   in the blocked layout: where the input is known to come from a convolution (measured on one core:
//!   face mesh 18.4 ms, 13.0 by the second way, 9.2 by this one; embedder A 12.3, 13.2, 8.5);
//! - Relu(x) + slope × (x − Relu(x)) everywhere else.
//!
//! This walks the protobuf wire format itself: the few fields it knows are stable since ONNX 1.0, and
//! everything else is copied as it is. Whatever it does not understand is left alone, for the runtime to
//! judge. Files on disk, hashes and stamps stay those of the original.

mod graph;
mod wire;

use graph::{Graph, Node};
use wire::{fields, put_bytes, put_number};

/// Field numbers of the ONNX schema (`onnx.proto`).
mod field {
    pub const MODEL_GRAPH: u64 = 7;
    pub const MODEL_OPSET: u64 = 8;
    pub const OPSET_DOMAIN: u64 = 1;
    pub const OPSET_VERSION: u64 = 2;
    pub const GRAPH_NODE: u64 = 1;
    pub const GRAPH_INITIALIZER: u64 = 5;
    pub const NODE_INPUT: u64 = 1;
    pub const NODE_OUTPUT: u64 = 2;
    pub const NODE_NAME: u64 = 3;
    pub const NODE_OP: u64 = 4;
    pub const NODE_ATTRIBUTE: u64 = 5;
    pub const NODE_DOMAIN: u64 = 7;
    pub const ATTRIBUTE_NAME: u64 = 1;
    pub const ATTRIBUTE_INT: u64 = 3;
    pub const ATTRIBUTE_TENSOR: u64 = 5;
    pub const ATTRIBUTE_TYPE: u64 = 20;
    pub const TENSOR_DIMS: u64 = 1;
    pub const TENSOR_TYPE: u64 = 2;
    pub const TENSOR_NAME: u64 = 8;
    pub const TENSOR_RAW: u64 = 9;
}

/// Values of the enumerations of types (`onnx.proto`).
mod kind {
    pub const ATTRIBUTE_INT: u64 = 2;
    pub const ATTRIBUTE_TENSOR: u64 = 4;
    pub const FLOAT: u64 = 1;
    pub const INT64: u64 = 7;
}

/// From this operator set on, PRelu's slope broadcasts as the operands of Mul do.
const FIRST_OPSET: u64 = 7;
/// From this one on there is Expand.
const EXPAND_OPSET: u64 = 8;

/// The model with every PRelu replaced; none when there is none, or the bytes are not understood.
pub(super) fn without_prelu(model: &[u8]) -> Option<Vec<u8>> {
    let fields = fields(model)?;
    let opset = fields.iter().filter(|f| f.number == field::MODEL_OPSET);
    let standard = opset.filter_map(|f| standard_opset(f.body(model)?)).max()?;
    if standard < FIRST_OPSET {
        return None;
    }
    let mut out = Vec::with_capacity(model.len() + (1 << 16));
    let mut replaced = 0;
    for f in &fields {
        match f.body(model) {
            Some(graph) if f.number == field::MODEL_GRAPH => {
                let graph = rewrite_graph(graph, standard, &mut replaced)?;
                put_bytes(&mut out, field::MODEL_GRAPH, &graph);
            }
            _ => out.extend_from_slice(&model[f.whole.clone()]),
        }
    }
    (replaced > 0).then_some(out)
}

fn rewrite_graph(bytes: &[u8], opset: u64, replaced: &mut usize) -> Option<Vec<u8>> {
    let graph = Graph::read(bytes)?;
    let mut out = Vec::with_capacity(bytes.len() + (1 << 16));
    for f in fields(bytes)? {
        let node = f.body(bytes).filter(|_| f.number == field::GRAPH_NODE).and_then(Node::read);
        let Some([x, slope, y]) = node.as_ref().and_then(prelu) else {
            out.extend_from_slice(&bytes[f.whole]);
            continue;
        };
        let mut nodes = Nodes { out: &mut out, number: *replaced, written: 0 };
        match graph.channels_of_prelu(x, slope).filter(|_| opset >= EXPAND_OPSET) {
            Some(channels) => nodes.convolutions(x, slope, y, channels),
            None => nodes.products(x, slope, y),
        }
        *replaced += 1;
    }
    Some(out)
}

/// Input, slope and output of a standard PRelu node.
fn prelu<'m>(node: &Node<'m>) -> Option<[&'m [u8]; 3]> {
    match (node.op, node.inputs.as_slice(), node.outputs.as_slice()) {
        (b"PRelu", [x, slope], [y]) => Some([x, slope, y]),
        _ => None,
    }
}

/// Writes the nodes that replace one PRelu.
struct Nodes<'o> {
    out: &'o mut Vec<u8>,
    /// Which PRelu.
    number: usize,
    /// Nodes written for it.
    written: usize,
}

impl Nodes<'_> {
    fn products(&mut self, x: &[u8], slope: &[u8], y: &[u8]) {
        let [positive, negative, scaled] =
            ["positive", "negative", "scaled"].map(|part| self.name(part));
        self.node("Relu", &[x], &positive, &[]);
        self.node("Sub", &[x, &positive], &negative, &[]);
        self.node("Mul", &[&negative, slope], &scaled, &[]);
        self.node("Add", &[&positive, &scaled], y, &[]);
    }

    fn convolutions(&mut self, x: &[u8], slope: &[u8], y: &[u8], channels: u64) {
        let [positive, minus, turned, negative, column, shape, opposite, list, weights, scaled] = [
            "positive", "minus", "turned", "negative", "column", "shape", "opposite", "list",
            "weights", "scaled",
        ]
        .map(|part| self.name(part));
        let group = attribute_int("group", channels);
        let minus_ones = (-1_f32).to_le_bytes().repeat(channels as usize);
        let shape_values = [channels, 1, 1, 1].map(u64::to_le_bytes).concat();
        let column_values = [-1_i64, 1, 1, 1].map(i64::to_le_bytes).concat();
        self.constant(&minus, kind::FLOAT, &[channels, 1, 1, 1], &minus_ones);
        self.constant(&column, kind::INT64, &[4], &column_values);
        self.constant(&shape, kind::INT64, &[4], &shape_values);
        // The runtime folds these three while it loads.
        self.node("Neg", &[slope], &opposite, &[]);
        self.node("Reshape", &[&opposite, &column], &list, &[]);
        self.node("Expand", &[&list, &shape], &weights, &[]);
        self.node("Relu", &[x], &positive, &[]);
        self.node("Conv", &[x, &minus], &turned, &group);
        self.node("Relu", &[&turned], &negative, &[]);
        self.node("Conv", &[&negative, &weights], &scaled, &group);
        self.node("Add", &[&scaled, &positive], y, &[]);
    }

    fn name(&self, part: &str) -> Vec<u8> {
        format!("likeness.prelu.{}.{part}", self.number).into_bytes()
    }

    /// A node with an encoded attribute or none.
    fn node(&mut self, op: &str, inputs: &[&[u8]], output: &[u8], attribute: &[u8]) {
        let mut body = Vec::new();
        for input in inputs {
            put_bytes(&mut body, field::NODE_INPUT, input);
        }
        put_bytes(&mut body, field::NODE_OUTPUT, output);
        put_bytes(&mut body, field::NODE_NAME, &self.name(&format!("{op}.{}", self.written)));
        put_bytes(&mut body, field::NODE_OP, op.as_bytes());
        if !attribute.is_empty() {
            put_bytes(&mut body, field::NODE_ATTRIBUTE, attribute);
        }
        put_bytes(self.out, field::GRAPH_NODE, &body);
        self.written += 1;
    }

    fn constant(&mut self, output: &[u8], of: u64, dims: &[u64], raw: &[u8]) {
        let mut tensor = Vec::new();
        for dim in dims {
            put_number(&mut tensor, field::TENSOR_DIMS, *dim);
        }
        put_number(&mut tensor, field::TENSOR_TYPE, of);
        put_bytes(&mut tensor, field::TENSOR_RAW, raw);
        let mut attribute = Vec::new();
        put_bytes(&mut attribute, field::ATTRIBUTE_NAME, b"value");
        put_bytes(&mut attribute, field::ATTRIBUTE_TENSOR, &tensor);
        put_number(&mut attribute, field::ATTRIBUTE_TYPE, kind::ATTRIBUTE_TENSOR);
        self.node("Constant", &[], output, &attribute);
    }
}

fn attribute_int(name: &str, value: u64) -> Vec<u8> {
    let mut attribute = Vec::new();
    put_bytes(&mut attribute, field::ATTRIBUTE_NAME, name.as_bytes());
    put_number(&mut attribute, field::ATTRIBUTE_INT, value);
    put_number(&mut attribute, field::ATTRIBUTE_TYPE, kind::ATTRIBUTE_INT);
    attribute
}

/// The version of an operator set entry, when it is the standard domain's.
fn standard_opset(entry: &[u8]) -> Option<u64> {
    let mut version = None;
    for f in fields(entry)? {
        match f.number {
            field::OPSET_DOMAIN if !f.body(entry)?.is_empty() => return None,
            field::OPSET_VERSION => version = f.varint,
            _ => {}
        }
    }
    version
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PRELU: &[u8] = include_bytes!("../testdata/prelu.onnx");
    const CONV_PRELU: &[u8] = include_bytes!("../testdata/conv_prelu.onnx");
    const SOFTMAX: &[u8] = include_bytes!("../testdata/softmax.onnx");

    fn holds(bytes: &[u8], text: &str) -> usize {
        bytes.windows(text.len()).filter(|w| *w == text.as_bytes()).count()
    }

    #[test]
    fn each_prelu_becomes_four_nodes_and_the_rest_stays() {
        assert_eq!(holds(PRELU, "PRelu"), 2);
        let rewritten = without_prelu(PRELU).unwrap();
        assert_eq!(holds(&rewritten, "PRelu"), 0);
        assert_eq!(holds(&rewritten, "likeness.prelu.1.scaled"), 2);
        // Nothing is left to do.
        assert!(without_prelu(&rewritten).is_none());
        let names = |bytes: &[u8]| ["slope", "logits", "ReduceMean"].map(|t| holds(bytes, t) > 0);
        assert_eq!(names(&rewritten), names(PRELU));
    }

    #[test]
    fn behind_a_convolution_it_becomes_convolutions() {
        assert_eq!(holds(CONV_PRELU, "PRelu"), 3);
        let rewritten = without_prelu(CONV_PRELU).unwrap();
        assert_eq!(holds(&rewritten, "PRelu"), 0);
        // Per channel, shared behind a sum, and one whose input has another rank.
        let ways =
            ["likeness.prelu.0.turned", "likeness.prelu.1.turned", "likeness.prelu.2.scaled"];
        assert!(ways.iter().all(|name| holds(&rewritten, name) > 0));
        assert_eq!(holds(&rewritten, "likeness.prelu.2.turned"), 0);
        assert!(without_prelu(&rewritten).is_none());
    }

    #[test]
    fn graphs_without_prelu_are_left_alone() {
        assert!(without_prelu(SOFTMAX).is_none());
        assert!(without_prelu(b"").is_none());
        assert!(without_prelu(b"not a graph").is_none());
    }

    proptest! {
        #[test]
        fn damaged_graphs_never_panic(cut in 0_usize..2000, at in 0_usize..2000, byte in any::<u8>()) {
            let mut bytes = CONV_PRELU[..CONV_PRELU.len().min(cut)].to_vec();
            if let Some(b) = bytes.get_mut(at) {
                *b = byte;
            }
            let _ = without_prelu(&bytes);
        }
    }
}
