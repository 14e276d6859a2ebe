//! One change to a graph before it is opened: PRelu as four vectorised nodes.
//!
//! ONNX Runtime's CPU kernel for PRelu decides value by value, and the processor mispredicts it half of
//! the time: on the face models here a third to a half of their whole run. The same function written as
//! Relu(x) + slope × (x − Relu(x)) runs through vectorised kernels and gives bit-equal results for finite
//! inputs, since one of its two terms is always zero.
//!
//! This walks the protobuf wire format itself: the few fields it knows are stable since ONNX 1.0, and
//! everything else is copied as it is. Whatever it does not understand is left alone, for the runtime to
//! judge. Files on disk, hashes and stamps stay those of the original.

use std::ops::Range;

/// Field numbers of the ONNX schema (`onnx.proto`).
mod field {
    pub const MODEL_GRAPH: u64 = 7;
    pub const MODEL_OPSET: u64 = 8;
    pub const OPSET_DOMAIN: u64 = 1;
    pub const OPSET_VERSION: u64 = 2;
    pub const GRAPH_NODE: u64 = 1;
    pub const NODE_INPUT: u64 = 1;
    pub const NODE_OUTPUT: u64 = 2;
    pub const NODE_NAME: u64 = 3;
    pub const NODE_OP: u64 = 4;
    pub const NODE_DOMAIN: u64 = 7;
}

/// From this operator set on, PRelu's slope broadcasts as the operands of Mul do.
const FIRST_OPSET: u64 = 7;
/// Wire type of strings and messages.
const LENGTH_DELIMITED: u64 = 2;

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
                let graph = rewrite_graph(graph, &mut replaced)?;
                put_bytes(&mut out, field::MODEL_GRAPH, &graph);
            }
            _ => out.extend_from_slice(&model[f.whole.clone()]),
        }
    }
    (replaced > 0).then_some(out)
}

fn rewrite_graph(graph: &[u8], replaced: &mut usize) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(graph.len() + (1 << 16));
    for f in fields(graph)? {
        let node = f.body(graph).filter(|_| f.number == field::GRAPH_NODE);
        match node.and_then(prelu) {
            Some([x, slope, y]) => {
                put_replacement(&mut out, x, slope, y, *replaced);
                *replaced += 1;
            }
            None => out.extend_from_slice(&graph[f.whole]),
        }
    }
    Some(out)
}

/// Input, slope and output of a standard PRelu node.
fn prelu(node: &[u8]) -> Option<[&[u8]; 3]> {
    let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
    let mut is_prelu = false;
    for f in fields(node)? {
        match f.number {
            field::NODE_INPUT => inputs.push(f.body(node)?),
            field::NODE_OUTPUT => outputs.push(f.body(node)?),
            field::NODE_OP => is_prelu = f.body(node)? == b"PRelu",
            field::NODE_DOMAIN if !f.body(node)?.is_empty() => return None,
            _ => {}
        }
    }
    match (is_prelu, inputs.as_slice(), outputs.as_slice()) {
        (true, [x, slope], [y]) => Some([x, slope, y]),
        _ => None,
    }
}

fn put_replacement(out: &mut Vec<u8>, x: &[u8], slope: &[u8], y: &[u8], number: usize) {
    let name = |part: &str| format!("likeness.prelu.{number}.{part}").into_bytes();
    let (positive, negative, scaled) = (name("positive"), name("negative"), name("scaled"));
    let mut node = |op: &str, inputs: &[&[u8]], output: &[u8]| {
        let mut body = Vec::new();
        for input in inputs {
            put_bytes(&mut body, field::NODE_INPUT, input);
        }
        put_bytes(&mut body, field::NODE_OUTPUT, output);
        put_bytes(&mut body, field::NODE_NAME, &name(op));
        put_bytes(&mut body, field::NODE_OP, op.as_bytes());
        put_bytes(out, field::GRAPH_NODE, &body);
    };
    node("Relu", &[x], &positive);
    node("Sub", &[x, &positive], &negative);
    node("Mul", &[&negative, slope], &scaled);
    node("Add", &[&positive, &scaled], y);
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

/// One field of a message.
struct Field {
    number: u64,
    /// Its bytes with the tag.
    whole: Range<usize>,
    /// Where its contents lie, for strings and messages.
    body: Option<Range<usize>>,
    /// Its value, for numbers.
    varint: Option<u64>,
}

impl Field {
    fn body<'m>(&self, message: &'m [u8]) -> Option<&'m [u8]> {
        message.get(self.body.clone()?)
    }
}

/// The fields of a message in their order; none when it is not well-formed.
fn fields(message: &[u8]) -> Option<Vec<Field>> {
    let (mut fields, mut at) = (Vec::new(), 0);
    while at < message.len() {
        let start = at;
        let tag = varint(message, &mut at)?;
        let (mut body, mut value) = (None, None);
        match tag & 7 {
            0 => value = Some(varint(message, &mut at)?),
            1 => at = at.checked_add(8)?,
            LENGTH_DELIMITED => {
                let length = usize::try_from(varint(message, &mut at)?).ok()?;
                let end = at.checked_add(length)?;
                body = Some(at..end);
                at = end;
            }
            5 => at = at.checked_add(4)?,
            _ => return None,
        }
        if at > message.len() {
            return None;
        }
        fields.push(Field { number: tag >> 3, whole: start..at, body, varint: value });
    }
    Some(fields)
}

fn varint(message: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = *message.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn put_bytes(out: &mut Vec<u8>, number: u64, bytes: &[u8]) {
    put_varint(out, number << 3 | LENGTH_DELIMITED);
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PRELU: &[u8] = include_bytes!("testdata/prelu.onnx");
    const SOFTMAX: &[u8] = include_bytes!("testdata/softmax.onnx");

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
    fn graphs_without_prelu_are_left_alone() {
        assert!(without_prelu(SOFTMAX).is_none());
        assert!(without_prelu(b"").is_none());
        assert!(without_prelu(b"not a graph").is_none());
    }

    proptest! {
        #[test]
        fn damaged_graphs_never_panic(cut in 0_usize..400, at in 0_usize..400, byte in any::<u8>()) {
            let mut bytes = PRELU[..PRELU.len().min(cut)].to_vec();
            if let Some(b) = bytes.get_mut(at) {
                *b = byte;
            }
            let _ = without_prelu(&bytes);
        }

        #[test]
        fn any_number_survives_the_wire(value in any::<u64>()) {
            let mut out = Vec::new();
            put_varint(&mut out, value);
            prop_assert_eq!(varint(&out, &mut 0), Some(value));
        }
    }
}
