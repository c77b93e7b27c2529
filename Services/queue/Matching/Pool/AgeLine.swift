/// Tickets by their age, the oldest first.
///
/// Most come in the order of their age and stand in a line, where nothing has to be sorted and those who leave leave gaps.
/// Whoever comes with an age of his own stands apart.
struct AgeLine: Sendable {
    struct Place: Sendable, Hashable {
        /// Milliseconds since 1970.
        var enqueuedAt: Int64
        var row: UInt32
        /// Of the row when it came.
        var generation: UInt32
    }

    private var places: [Place] = []
    /// Who stands there is still open; before it are only gaps.
    private var head = 0
    private var live = 0
    private var others = SortedRuns()

    mutating func add(_ row: UInt32, _ store: borrowing TicketStore) {
        let place = Place(enqueuedAt: store[row].enqueuedAt, row: row, generation: store.rows[Int(row)].generation)
        if let last = places.last, place.enqueuedAt < last.enqueuedAt {
            others.insert(SortedRuns.Item(key: Double(place.enqueuedAt), row: row))
        } else {
            places.append(place)
            live += 1
        }
    }

    /// Before the row is let go.
    mutating func remove(_ row: UInt32, _ store: borrowing TicketStore) {
        if !others.isEmpty, others.remove(SortedRuns.Item(key: Double(store[row].enqueuedAt), row: row)) { return }
        live -= 1
        while head < places.count, places[head].row == row || !isOpen(places[head], store) { head += 1 }
        if head == places.count {
            places.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 64, head * 2 > places.count {
            places.removeFirst(head)
            head = 0
        }
        guard places.count - head > 64, live < (places.count - head) / 2 else { return }
        var kept: [Place] = []
        for place in places[head...] where place.row != row && isOpen(place, store) { kept.append(place) }
        places = kept
        head = 0
    }

    /// So many of the oldest, in order.
    func oldest(_ limit: Int, _ store: borrowing TicketStore) -> [UInt32] {
        var oldest: [UInt32] = []
        var index = head
        var other = others.first
        while oldest.count < limit {
            while index < places.count, !isOpen(places[index], store) { index += 1 }
            let place = index < places.count ? places[index] : nil
            let item = others[other]
            guard place != nil || item != nil else { break }
            if let item, place.map({ item.key < Double($0.enqueuedAt) }) ?? true {
                oldest.append(item.row)
                other = others.next(other)
            } else if let place {
                oldest.append(place.row)
                index += 1
            }
        }
        return oldest
    }

    /// `nil` when there is nobody.
    var oldest: (row: UInt32, enqueuedAt: Int64)? {
        let other = others[others.first].map { (row: $0.row, enqueuedAt: Int64($0.key)) }
        guard head < places.count else { return other }
        let first = places[head]
        if let other, other.enqueuedAt < first.enqueuedAt { return other }
        return (first.row, first.enqueuedAt)
    }

    private func isOpen(_ place: Place, _ store: borrowing TicketStore) -> Bool {
        store.isOpen(place.row, place.generation)
    }
}
