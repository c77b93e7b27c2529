/// Makes intervals hold as often as they say, whatever is wrong with what they come from: after each miss they become wider,
/// after each hit narrower, in such a proportion that misses come as often as they may.
///
/// Adaptive conformal inference, from I. Gibbs and E. Candès, "Adaptive Conformal Inference Under Distribution Shift", NeurIPS
/// 2021, equation 2. After `n` outcomes the share of misses differs from the wanted one by less than `1.2 / (n · step)`.
struct IntervalCorrection: Sendable, Hashable {
    /// The share of misses that is wanted.
    static let misses = 0.2
    static let step = 0.02

    /// The share that is left outside of the interval as the curve has it; half of it on each side.
    private(set) var outside = misses

    mutating func note(missed: Bool) {
        outside = min(1, max(0, outside + Self.step * (Self.misses - (missed ? 1 : 0))))
    }
}
