//! Pooling features over a track: the quality-weighted mean of unit vectors.
//!
//! A better face weighs more, a poor one never dominates. What wins over plain means on held-out clips is
//! a matter for the evaluation; this is the pooling that stands until then.

use domain::{FaceFeatures, FeatureError, ModelStamp, QualityScore, Template};
use zeroize::Zeroize;

/// The weight of a face of quality 0, relative to 1 at quality 100. Comparable faces are never worthless,
/// or a session of mediocre light could never be judged.
const WEIGHT_FLOOR: f64 = 0.1;

/// A running weighted sum of features of one model.
#[derive(Clone, Default)]
pub struct TemplatePool {
    model: Option<ModelStamp>,
    sum: Vec<f64>,
    weight: f64,
    quality_sum: f64,
    count: u32,
}

impl TemplatePool {
    /// Adds a face.
    ///
    /// # Errors
    /// When its features come from another model than those before.
    pub fn add(
        &mut self,
        features: &FaceFeatures,
        quality: QualityScore,
    ) -> Result<(), FeatureError> {
        match &self.model {
            None => {
                self.model = Some(features.model().clone());
                self.sum = vec![0.0; features.values().len()];
            }
            Some(model) if model != features.model() => {
                return Err(FeatureError::OtherModel {
                    left: model.id.to_string(),
                    right: features.model().id.to_string(),
                });
            }
            Some(_) if self.sum.len() != features.values().len() => {
                return Err(FeatureError::OtherLength {
                    left: self.sum.len(),
                    right: features.values().len(),
                });
            }
            Some(_) => {}
        }
        let weight = WEIGHT_FLOOR + (1.0 - WEIGHT_FLOOR) * f64::from(quality.get()) / 100.0;
        for (s, v) in self.sum.iter_mut().zip(features.values()) {
            *s += weight * f64::from(*v);
        }
        self.weight += weight;
        self.quality_sum += weight * f64::from(quality.get());
        self.count += 1;
        Ok(())
    }

    /// Faces pooled.
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// The pooled template and the weighted mean quality; none before the first face, or when the
    /// features cancel out.
    pub fn template(&self) -> Option<(Template, QualityScore)> {
        let model = self.model.clone()?;
        let values = self.sum.iter().map(|s| (s / self.weight) as f32).collect();
        let template = Template::from_pooled(model, values).ok()?;
        let quality = QualityScore::new((self.quality_sum / self.weight) as f32).ok()?;
        Some((template, quality))
    }
}

impl Drop for TemplatePool {
    fn drop(&mut self) {
        self.sum.zeroize();
    }
}

impl std::fmt::Debug for TemplatePool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TemplatePool({} faces, redacted)", self.count)
    }
}

#[cfg(test)]
mod tests {
    use domain::{ModelId, ModelRole};

    use super::*;

    fn features(id: &str, v: &[f32]) -> FaceFeatures {
        let model =
            ModelStamp { role: ModelRole::Embedder, id: ModelId::new(id), sha256: "00".into() };
        FaceFeatures::from_raw(model, v.to_vec()).unwrap()
    }

    #[test]
    fn better_faces_weigh_more() {
        let mut pool = TemplatePool::default();
        pool.add(&features("m", &[1.0, 0.0]), QualityScore::new(100.0).unwrap()).unwrap();
        pool.add(&features("m", &[0.0, 1.0]), QualityScore::new(0.0).unwrap()).unwrap();
        let (t, q) = pool.template().unwrap();
        assert!(t.values()[0] > 9.0 * t.values()[1]);
        assert!(q.get() > 90.0);
        assert_eq!(pool.count(), 2);
    }

    #[test]
    fn another_model_is_refused() {
        let mut pool = TemplatePool::default();
        let q = QualityScore::new(50.0).unwrap();
        pool.add(&features("a", &[1.0, 0.0]), q).unwrap();
        assert!(pool.add(&features("b", &[1.0, 0.0]), q).is_err());
        assert!(pool.add(&features("a", &[1.0, 0.0, 0.0]), q).is_err());
        assert_eq!(pool.count(), 1);
    }

    #[test]
    fn nothing_pooled_is_nothing() {
        assert!(TemplatePool::default().template().is_none());
    }
}
