//! An ONNX file, written field by field: the few messages of the format that a plain network needs.
//!
//! Field numbers are those of `onnx.proto`, version 8 of the format, operators of set 17.

/// Versions of the format and of the operators.
const FORMAT: u64 = 8;
const OPERATORS: u64 = 17;
/// `TensorProto.DataType` and `AttributeProto.AttributeType`.
const FLOAT: u64 = 1;
const INT64: u64 = 7;
const INTS: u64 = 7;

/// A message under way.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// A field that holds a number.
    fn number(&mut self, field: u64, value: u64) -> &mut Self {
        self.varint(field << 3);
        self.varint(value);
        self
    }

    /// A field that holds bytes: a text, a message, packed numbers.
    fn bytes(&mut self, field: u64, value: &[u8]) -> &mut Self {
        self.varint(field << 3 | 2);
        self.varint(value.len() as u64);
        self.0.extend_from_slice(value);
        self
    }

    fn message(&mut self, field: u64, fill: impl FnOnce(&mut Self)) -> &mut Self {
        let mut inner = Self::default();
        fill(&mut inner);
        self.bytes(field, &inner.0)
    }
}

/// A graph under way. Values have the names that its methods return.
pub(crate) struct Graph {
    nodes: Message,
    constants: Message,
    count: usize,
}

impl Graph {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { nodes: Message::default(), constants: Message::default(), count: 0 }
    }

    /// The next name.
    fn name(&mut self) -> String {
        self.count += 1;
        format!("v{}", self.count)
    }

    /// A tensor of floats.
    pub(crate) fn floats(&mut self, lengths: &[usize], values: &[f32]) -> String {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(lengths, FLOAT, &raw)
    }

    /// A list of integers, as an input of an operator.
    pub(crate) fn integers(&mut self, values: &[i64]) -> String {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(&[values.len()], INT64, &raw)
    }

    fn constant(&mut self, lengths: &[usize], kind: u64, raw: &[u8]) -> String {
        let name = self.name();
        self.constants.message(5, |tensor| {
            for length in lengths {
                tensor.number(1, *length as u64);
            }
            tensor.number(2, kind).bytes(8, name.as_bytes()).bytes(9, raw);
        });
        name
    }

    /// An operator with one output.
    pub(crate) fn node(
        &mut self,
        operator: &str,
        inputs: &[&str],
        attributes: &[(&str, &[u64])],
    ) -> String {
        let name = self.name();
        self.put(operator, inputs, attributes, &name);
        name
    }

    /// The operator whose output is the graph's.
    pub(crate) fn last(&mut self, operator: &str, inputs: &[&str], output: &str) {
        self.put(operator, inputs, &[], output);
    }

    fn put(
        &mut self,
        operator: &str,
        inputs: &[&str],
        attributes: &[(&str, &[u64])],
        output: &str,
    ) {
        self.nodes.message(1, |node| {
            for input in inputs {
                node.bytes(1, input.as_bytes());
            }
            node.bytes(2, output.as_bytes()).bytes(4, operator.as_bytes());
            for (key, values) in attributes {
                node.message(5, |attribute| {
                    attribute.bytes(1, key.as_bytes());
                    for value in *values {
                        attribute.number(8, *value);
                    }
                    attribute.number(20, INTS);
                });
            }
        });
    }

    /// The file: `input` and `output` are a name and the lengths behind the batch, which may be any.
    pub(crate) fn file(
        self,
        title: &str,
        input: (&str, &[usize]),
        output: (&str, &[usize]),
    ) -> Vec<u8> {
        let Self { nodes, constants, .. } = self;
        let mut file = Message::default();
        file.number(1, FORMAT).bytes(2, b"likeness").message(7, |graph| {
            graph.0.extend_from_slice(&nodes.0);
            graph.bytes(2, title.as_bytes());
            graph.0.extend_from_slice(&constants.0);
            graph.message(11, |value| described(value, input));
            graph.message(12, |value| described(value, output));
        });
        file.message(8, |operators| {
            operators.bytes(1, b"").number(2, OPERATORS);
        });
        file.0
    }
}

/// Name, type and lengths of an input or output.
fn described(value: &mut Message, (name, lengths): (&str, &[usize])) {
    value.bytes(1, name.as_bytes()).message(2, |kind| {
        kind.message(1, |tensor| {
            tensor.number(1, FLOAT).message(2, |shape| {
                shape.message(1, |batch| {
                    batch.bytes(2, b"n");
                });
                for length in lengths {
                    shape.message(1, |dimension| {
                        dimension.number(1, *length as u64);
                    });
                }
            });
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_bytes_are_protocol_buffers() {
        let mut message = Message::default();
        message.number(1, 300).bytes(2, b"ab");
        assert_eq!(message.0, [0x08, 0xac, 0x02, 0x12, 2, b'a', b'b']);
    }

    #[test]
    fn a_graph_is_written_the_same_way_each_time() {
        let file = || {
            let mut graph = Graph::new();
            let weights = graph.floats(&[2, 1], &[1.0, -2.0]);
            let pads = graph.integers(&[0, 0, 0, 1]);
            assert_eq!((weights.as_str(), pads.as_str()), ("v1", "v2"));
            let padded = graph.node("Pad", &["input", &pads], &[]);
            graph.last("MatMul", &[&padded, &weights], "out");
            graph.file("small", ("input", &[1]), ("out", &[1]))
        };
        assert_eq!(file(), file());
        let text = String::from_utf8_lossy(&file()).into_owned();
        for part in ["likeness", "small", "MatMul", "Pad", "input", "out"] {
            assert!(text.contains(part), "{part}");
        }
    }
}
