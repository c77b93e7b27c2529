/// Who has waited longest in a group, where tickets may be in several.
extension TicketIndex {
    /// Who has waited longest in a group; `nil` when nobody is there.
    func oldest(in group: Int) -> (row: UInt32, enqueuedAt: Int64)? {
        if groups[group].isDivided { return lines[Int(groups[group].line)].oldest }
        let items = groups[group].first.runs.head
        guard var oldest = items.first else { return nil }
        for item in items where (item.enqueuedAt, item.row) < (oldest.enqueuedAt, oldest.row) { oldest = item }
        return (oldest.row, oldest.enqueuedAt)
    }

    /// So many of those who have waited longest in a group, in order.
    func oldest(_ limit: Int, in group: Int, _ store: borrowing TicketStore) -> [UInt32] {
        if groups[group].isDivided { return lines[Int(groups[group].line)].oldest(limit, store) }
        return groups[group].first.runs.head.sorted { ($0.enqueuedAt, $0.row) < ($1.enqueuedAt, $1.row) }
            .prefix(limit).map(\.row)
    }
}
