/// A queue that takes from its front in constant time.
struct FirstInFirstOut<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var count: Int { elements.count - head }
    var isEmpty: Bool { count == 0 }
    var first: Element? { isEmpty ? nil : elements[head] }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        elements[head] = nil
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 1024, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    /// Calls `change` for each element from front to back.
    mutating func forEach(_ change: (inout Element) -> Void) {
        for index in head..<elements.count {
            guard var element = elements[index] else { continue }
            change(&element)
            elements[index] = element
        }
    }

    /// Takes out all for which `isExcluded` holds, and gives them back in order.
    mutating func removeAll(where isExcluded: (Element) -> Bool) -> [Element] {
        let present = elements[head...].compactMap { $0 }
        let excluded = present.filter(isExcluded)
        guard !excluded.isEmpty else { return [] }
        elements = present.filter { !isExcluded($0) }
        head = 0
        return excluded
    }
}
