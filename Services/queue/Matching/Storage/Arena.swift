/// Short runs of elements in one array, so that a ticket's values cost no allocation of their own. A run is known by its
/// offset; whoever has it remembers its length. Freed runs are given out again to those who ask for the same length.
struct Arena<Element: BitwiseCopyable & Sendable>: Sendable {
    private var elements: [Element] = []
    /// Offsets of free runs, by length.
    private var free: [[UInt32]] = []

    subscript(offset: Int) -> Element {
        get { elements[offset] }
        set { elements[offset] = newValue }
    }

    /// A run whose elements are all `filler`. A run of length 0 needs no releasing.
    mutating func allocate(_ count: Int, filler: Element) -> UInt32 {
        guard count > 0 else { return 0 }
        if count < free.count, let offset = free[count].popLast() {
            for index in Int(offset)..<Int(offset) + count { elements[index] = filler }
            return offset
        }
        let offset = elements.count
        for _ in 0..<count { elements.append(filler) }
        return UInt32(offset)
    }

    mutating func release(_ offset: UInt32, _ count: Int) {
        guard count > 0 else { return }
        while free.count <= count { free.append([]) }
        free[count].append(offset)
    }
}
