/// Rows of text in columns, the first to the left and the others to the right.
struct TextTable {
    var header: [String]
    var rows: [[String]] = []

    var text: String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let lines = all.map { row in
            zip(row, widths).enumerated().map { column, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + space : space + cell.0
            }.joined(separator: "   ")
        }
        let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "───")
        return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
    }
}
