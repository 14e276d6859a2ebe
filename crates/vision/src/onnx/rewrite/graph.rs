//! What a graph says about the shapes of its constants and about where values come from.

use std::collections::HashMap;

use super::wire::{Field, fields, varint};
use super::{field, kind};

/// Nodes between a PRelu and the convolution that it follows; beyond that the search is given up.
const FURTHEST: usize = 64;

/// A node of the standard operator set.
pub(super) struct Node<'m> {
    pub op: &'m [u8],
    pub inputs: Vec<&'m [u8]>,
    pub outputs: Vec<&'m [u8]>,
    attributes: Vec<&'m [u8]>,
}

impl<'m> Node<'m> {
    /// None for a node of another domain, or bytes that are not understood.
    pub fn read(body: &'m [u8]) -> Option<Self> {
        let mut node =
            Self { op: b"", inputs: Vec::new(), outputs: Vec::new(), attributes: Vec::new() };
        for f in fields(body)? {
            match f.number {
                field::NODE_INPUT => node.inputs.push(f.body(body)?),
                field::NODE_OUTPUT => node.outputs.push(f.body(body)?),
                field::NODE_OP => node.op = f.body(body)?,
                field::NODE_ATTRIBUTE => node.attributes.push(f.body(body)?),
                field::NODE_DOMAIN if !f.body(body)?.is_empty() => return None,
                _ => {}
            }
        }
        Some(node)
    }

    /// The integer attribute of this name.
    fn int(&self, name: &[u8]) -> Option<u64> {
        self.attributes.iter().find_map(|attribute| {
            let fields = fields(attribute)?;
            let is_it = fields
                .iter()
                .any(|f| f.number == field::ATTRIBUTE_NAME && f.body(attribute) == Some(name));
            let value = fields.iter().find(|f| f.number == field::ATTRIBUTE_INT)?;
            value.varint.filter(|_| is_it)
        })
    }
}

/// A constant of a graph.
struct Constant {
    dims: Vec<u64>,
    is_float: bool,
}

/// The constants and nodes of a graph, by the names of their values.
pub(super) struct Graph<'m> {
    constants: HashMap<&'m [u8], Constant>,
    makers: HashMap<&'m [u8], Node<'m>>,
}

impl<'m> Graph<'m> {
    /// None when the bytes are not understood.
    pub fn read(bytes: &'m [u8]) -> Option<Self> {
        let mut graph = Self { constants: HashMap::new(), makers: HashMap::new() };
        for f in fields(bytes)? {
            match (f.number, f.body(bytes)) {
                (field::GRAPH_INITIALIZER, Some(tensor)) => {
                    if let Some((name, constant)) = constant(tensor) {
                        graph.constants.insert(name, constant);
                    }
                }
                (field::GRAPH_NODE, Some(body)) => {
                    if let Some(node) = Node::read(body)
                        && let [output] = *node.outputs.as_slice()
                    {
                        graph.makers.insert(output, node);
                    }
                }
                _ => {}
            }
        }
        Some(graph)
    }

    /// How many channels the four-dimensional input `x` of a PRelu has, where that is known, and the slope
    /// is a float32 constant of one value or of one for each of them.
    pub fn channels_of_prelu(&self, x: &[u8], slope: &[u8]) -> Option<u64> {
        let channels = self.channels(x)?;
        let slopes = self.float_dims(slope)?;
        let fits = match *slopes {
            [] | [1] | [1, 1] | [1, 1, 1] | [1, 1, 1, 1] => true,
            [c, 1, 1] | [1, c, 1, 1] => c == channels,
            _ => false,
        };
        fits.then_some(channels)
    }

    /// Channels of a value that comes from a convolution of pictures through nodes that keep its shape.
    fn channels(&self, value: &[u8]) -> Option<u64> {
        let mut at = value;
        for _ in 0..FURTHEST {
            let node = self.makers.get(at)?;
            let first = node.inputs.first()?;
            match node.op {
                b"Conv" => {
                    return match *self.float_dims(node.inputs.get(1)?)? {
                        [c, _, _, _] => Some(c),
                        _ => None,
                    };
                }
                b"BatchNormalization" | b"PRelu" | b"Relu" => at = first,
                // Of two summands the wider gives the shape; both that come from convolutions have it.
                b"Add" => {
                    let second = node.inputs.get(1)?;
                    at = if self.is_constant(first) { second } else { first };
                }
                _ => return None,
            }
        }
        None
    }

    fn is_constant(&self, name: &[u8]) -> bool {
        self.constants.contains_key(name)
    }

    /// Dimensions of a float32 constant, or of one that is cast to float32.
    fn float_dims(&self, name: &[u8]) -> Option<&[u64]> {
        if let Some(constant) = self.constants.get(name) {
            return constant.is_float.then_some(constant.dims.as_slice());
        }
        let node = self.makers.get(name)?;
        if node.op != b"Cast" || node.int(b"to") != Some(kind::FLOAT) {
            return None;
        }
        self.constants.get(*node.inputs.first()?).map(|c| c.dims.as_slice())
    }
}

/// Name, shape and type of a tensor.
fn constant(tensor: &[u8]) -> Option<(&[u8], Constant)> {
    let (mut name, mut dims, mut is_float) = (None, Vec::new(), false);
    for f in fields(tensor)? {
        match f.number {
            field::TENSOR_NAME => name = f.body(tensor),
            field::TENSOR_TYPE => is_float = f.varint == Some(kind::FLOAT),
            field::TENSOR_DIMS => add_dims(tensor, &f, &mut dims)?,
            _ => {}
        }
    }
    Some((name?, Constant { dims, is_float }))
}

/// Dimensions are written one by one or packed.
fn add_dims(tensor: &[u8], of: &Field, dims: &mut Vec<u64>) -> Option<()> {
    if let Some(one) = of.varint {
        dims.push(one);
        return Some(());
    }
    let (packed, mut at) = (of.body(tensor)?, 0);
    while at < packed.len() {
        dims.push(varint(packed, &mut at)?);
    }
    Some(())
}
