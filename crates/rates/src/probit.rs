//! The probit scale: the axes of a detection error trade-off plot.

/// The inverse of the standard normal distribution function: the axis value of a share `p` from 0 to 1 on
/// a DET plot. `probit(0.5)` is 0; 0 and 1 give minus and plus infinity, so clamp rates before plotting
/// them (half a trial is a usual bound). A `p` outside 0 to 1 counts as the nearer end.
pub fn probit(p: f64) -> f64 {
    if p <= 0.0 {
        f64::NEG_INFINITY
    } else if p >= 1.0 {
        f64::INFINITY
    } else {
        -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * p)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantiles as printed in any table of the normal distribution.
    #[test]
    fn tabulated_quantiles() {
        for (p, z) in
            [(0.5, 0.0), (0.975, 1.959963985), (0.001, -3.090232306), (1e-6, -4.753424309)]
        {
            assert!((probit(p) - z).abs() < 1e-9, "{p}: {}", probit(p));
            assert!((probit(1.0 - p) + z).abs() < 1e-9);
        }
    }

    #[test]
    fn the_ends_are_infinite() {
        assert_eq!(probit(0.0), f64::NEG_INFINITY);
        assert_eq!(probit(-1.0), f64::NEG_INFINITY);
        assert_eq!(probit(1.0), f64::INFINITY);
        assert!(probit(f64::NAN).is_nan());
    }
}
