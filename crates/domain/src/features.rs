//! Features and templates: biometric data in clear. They print nothing of themselves, are wiped when
//! dropped, and compare only with features of the very same model.

use std::fmt;

use zeroize::Zeroize;

use crate::{ComparisonScore, ModelStamp};

/// Features that cannot be made or compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeatureError {
    /// The values are not all finite, or all zero.
    #[error("features are not finite or have no length")]
    NotANumber,
    /// The two sides came from different models (or different weights of one).
    #[error("features of model {left} cannot be compared with features of model {right}")]
    OtherModel {
        /// Model of the left side.
        left: String,
        /// Model of the right side.
        right: String,
    },
    /// The two sides have different lengths although they name one model.
    #[error("features have {left} and {right} values")]
    OtherLength {
        /// Values on the left.
        left: usize,
        /// Values on the right.
        right: usize,
    },
}

/// A unit-length vector bound to the model that made it.
#[derive(Clone, PartialEq)]
struct UnitVector {
    model: ModelStamp,
    values: Vec<f32>,
}

impl UnitVector {
    fn normalised(model: ModelStamp, mut values: Vec<f32>) -> Result<Self, FeatureError> {
        let norm = values.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt();
        if !norm.is_finite() || norm < 1e-9 {
            values.zeroize();
            return Err(FeatureError::NotANumber);
        }
        // Already of unit length, as stored features are: kept bit for bit, so that a replay is equal.
        if (norm - 1.0).abs() > 1e-6 {
            for v in &mut values {
                *v = (f64::from(*v) / norm) as f32;
            }
        }
        Ok(Self { model, values })
    }

    fn cosine(&self, other: &Self) -> Result<ComparisonScore, FeatureError> {
        if self.model != other.model {
            let name = |m: &ModelStamp| format!("{} ({:.8})", m.id, m.sha256);
            return Err(FeatureError::OtherModel {
                left: name(&self.model),
                right: name(&other.model),
            });
        }
        if self.values.len() != other.values.len() {
            return Err(FeatureError::OtherLength {
                left: self.values.len(),
                right: other.values.len(),
            });
        }
        let dot: f64 =
            self.values.iter().zip(&other.values).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
        ComparisonScore::new(dot as f32).map_err(|_| FeatureError::NotANumber)
    }
}

impl Drop for UnitVector {
    fn drop(&mut self) {
        self.values.zeroize();
    }
}

/// Features of one face in one frame: unit length, wiped on drop.
#[derive(Clone, PartialEq)]
pub struct FaceFeatures(UnitVector);

impl FaceFeatures {
    /// Normalises a model's raw output to unit length.
    ///
    /// # Errors
    /// [`FeatureError::NotANumber`] when the output is not finite or all zero.
    pub fn from_raw(model: ModelStamp, values: Vec<f32>) -> Result<Self, FeatureError> {
        UnitVector::normalised(model, values).map(Self)
    }

    /// The model that made them.
    pub fn model(&self) -> &ModelStamp {
        &self.0.model
    }

    /// The values, unit length. Biometric data: never log, never serialise unsealed.
    pub fn values(&self) -> &[f32] {
        &self.0.values
    }

    /// Cosine similarity with a template.
    ///
    /// # Errors
    /// When the template came from another model.
    pub fn compare(&self, template: &Template) -> Result<ComparisonScore, FeatureError> {
        self.0.cosine(&template.0)
    }

    /// Cosine similarity with other features of the same model.
    ///
    /// # Errors
    /// When the other side came from another model.
    pub fn compare_features(&self, other: &Self) -> Result<ComparisonScore, FeatureError> {
        self.0.cosine(&other.0)
    }
}

impl fmt::Debug for FaceFeatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FaceFeatures({}, redacted)", self.0.model.id)
    }
}

/// Stored or pooled features that a probe is compared with: unit length, wiped on drop.
#[derive(Clone, PartialEq)]
pub struct Template(UnitVector);

impl Template {
    /// Normalises pooled values to unit length.
    ///
    /// # Errors
    /// [`FeatureError::NotANumber`] when the values are not finite or cancel out.
    pub fn from_pooled(model: ModelStamp, values: Vec<f32>) -> Result<Self, FeatureError> {
        UnitVector::normalised(model, values).map(Self)
    }

    /// The model whose features it is comparable with.
    pub fn model(&self) -> &ModelStamp {
        &self.0.model
    }

    /// The values, unit length. Biometric data: never log, never store unsealed.
    pub fn values(&self) -> &[f32] {
        &self.0.values
    }

    /// Cosine similarity with another template.
    ///
    /// # Errors
    /// When the other template came from another model.
    pub fn compare(&self, other: &Self) -> Result<ComparisonScore, FeatureError> {
        self.0.cosine(&other.0)
    }
}

impl From<FaceFeatures> for Template {
    fn from(features: FaceFeatures) -> Self {
        Self(features.0)
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Template({}, redacted)", self.0.model.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ModelId, ModelRole};

    fn stamp(id: &str) -> ModelStamp {
        ModelStamp { role: ModelRole::Embedder, id: ModelId::new(id), sha256: "00".into() }
    }

    #[test]
    fn features_are_unit_length_and_compare_by_cosine() {
        let a = FaceFeatures::from_raw(stamp("m"), vec![3.0, 4.0]).unwrap();
        assert!((a.values()[0] - 0.6).abs() < 1e-6);
        let b = Template::from_pooled(stamp("m"), vec![4.0, 3.0]).unwrap();
        assert!((a.compare(&b).unwrap().get() - 0.96).abs() < 1e-6);
    }

    #[test]
    fn normalising_again_changes_no_bit() {
        let raw = (0..512_u16).map(|i| (f32::from(i) * 0.7).sin()).collect();
        let once = FaceFeatures::from_raw(stamp("m"), raw).unwrap();
        let twice = FaceFeatures::from_raw(stamp("m"), once.values().to_vec()).unwrap();
        assert_eq!(once, twice);
    }

    #[test]
    fn features_of_another_model_are_refused_not_scored_low() {
        let a = FaceFeatures::from_raw(stamp("m1"), vec![1.0, 0.0]).unwrap();
        let b = Template::from_pooled(stamp("m2"), vec![1.0, 0.0]).unwrap();
        assert!(matches!(a.compare(&b), Err(FeatureError::OtherModel { .. })));
    }

    #[test]
    fn features_without_length_or_with_nan_are_refused() {
        assert!(FaceFeatures::from_raw(stamp("m"), vec![0.0, 0.0]).is_err());
        assert!(FaceFeatures::from_raw(stamp("m"), vec![f32::NAN, 1.0]).is_err());
    }

    #[test]
    fn debug_output_shows_no_value() {
        let a = FaceFeatures::from_raw(stamp("m"), vec![0.123_456, 0.9]).unwrap();
        let text = format!("{a:?} {:?}", Template::from(a.clone()));
        assert!(!text.contains("0."), "{text}");
    }
}
