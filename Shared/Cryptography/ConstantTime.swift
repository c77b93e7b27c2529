import CSodium

/// Comparisons that take the same time wherever the difference is.
public enum ConstantTime {
    /// True when both have the same bytes. Only the lengths may be learnt from the time that it takes.
    public static func equal(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        let (left, right) = (Array(left), Array(right))
        return left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }

    /// As above, for the UTF-8 of two texts.
    public static func equal(_ left: String, _ right: String) -> Bool {
        equal(left.utf8, right.utf8)
    }
}
