/// A set of which a random member can be drawn in constant time.
struct RandomSet<Element: Hashable & Sendable>: Sendable {
    private var elements: [Element] = []
    private var positions: [Element: Int] = [:]

    var count: Int { elements.count }
    var isEmpty: Bool { elements.isEmpty }

    func contains(_ element: Element) -> Bool { positions[element] != nil }

    /// No effect when it is there.
    mutating func insert(_ element: Element) {
        guard positions[element] == nil else { return }
        positions[element] = elements.count
        elements.append(element)
    }

    /// No effect when it isn't there.
    mutating func remove(_ element: Element) {
        guard let position = positions.removeValue(forKey: element) else { return }
        let last = elements.removeLast()
        guard position < elements.count else { return }
        elements[position] = last
        positions[last] = position
    }

    /// Draws members at random, none twice, until one is acceptable: each acceptable one is equally likely. The drawn one
    /// stays in the set.
    ///
    /// - Parameter limit: how often to draw at most. One more than there are unacceptable members always finds one if there
    ///   is any.
    mutating func draw(
        atMost limit: Int, using generator: inout some RandomNumberGenerator, where isAcceptable: (Element) -> Bool
    ) -> Element? {
        for drawn in 0..<min(limit, elements.count) {
            exchange(drawn, Int.random(in: drawn..<elements.count, using: &generator))
            if isAcceptable(elements[drawn]) { return elements[drawn] }
        }
        return nil
    }

    private mutating func exchange(_ left: Int, _ right: Int) {
        guard left != right else { return }
        elements.swapAt(left, right)
        positions[elements[left]] = left
        positions[elements[right]] = right
    }
}
