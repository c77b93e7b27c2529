/// Where a rating lies on a fine, three-levelled scale, so that a rank is found by counting a few hundred things, however many
/// players there are.
///
/// A thousandth of a rating point is a bucket of level 0; 64 of those are one of level 1, and 64 of these one of level 2, of
/// which there are 64. A rank is one more than the players in all better buckets of level 2, in the better ones of level 1
/// within the own one of level 2, in the better ones of level 0 within the own one of level 1, and the better players within
/// the own bucket. Equal ratings share a rank.
public enum RankScale {
    /// Coarser levels have one bucket for `1 << bits` of the finer.
    public static let bits = 6
    public static let levels = 3

    private static let buckets = 1 << (bits * levels)
    private static let perPoint = 1000.0

    /// The bucket of level 0; higher ratings have higher ones. What is off the scale is in its first or last.
    public static func bucket(of rating: Double) -> Int {
        let place = (rating * perPoint).rounded(.down) + Double(buckets / 2)
        return Int(min(max(place, 0), Double(buckets - 1)))
    }
}
