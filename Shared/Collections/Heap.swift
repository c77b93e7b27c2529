/// A binary heap: the least element first, each step in logarithmic time. Named as in the swift-collections package.
///
/// Inlinable throughout, so that cores specialise it for their own elements.
public struct Heap<Element: Comparable> {
    @usableFromInline var elements: [Element] = []

    @inlinable public init() {}

    @inlinable public var count: Int { elements.count }
    @inlinable public var isEmpty: Bool { elements.isEmpty }
    @inlinable public var min: Element? { elements.first }

    @inlinable public mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0, elements[child] < elements[(child - 1) / 2] {
            elements.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out all elements that fit.
    @inlinable public mutating func removeAll(where fits: (Element) -> Bool) {
        // What is in order is a heap.
        elements = elements.filter { !fits($0) }.sorted()
    }

    /// Takes out the least element; `nil` when there is none.
    @inlinable public mutating func popMin() -> Element? {
        guard let least = elements.first else { return nil }
        let last = elements.removeLast()
        guard !elements.isEmpty else { return least }
        elements[0] = last
        var parent = 0
        while true {
            var smallest = parent
            let left = 2 * parent + 1
            if left < elements.count, elements[left] < elements[smallest] { smallest = left }
            if left + 1 < elements.count, elements[left + 1] < elements[smallest] { smallest = left + 1 }
            if smallest == parent { return least }
            elements.swapAt(parent, smallest)
            parent = smallest
        }
    }
}

extension Heap: Sendable where Element: Sendable {}
