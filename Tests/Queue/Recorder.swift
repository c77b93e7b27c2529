import Threads

/// What several tasks have noted, in order.
final class Recorder<Element: Sendable>: Sendable {
    private let elements = Locked<[Element]>([])

    var all: [Element] { elements.withLock { $0 } }
    func note(_ element: Element) { elements.withLock { $0.append(element) } }
}
