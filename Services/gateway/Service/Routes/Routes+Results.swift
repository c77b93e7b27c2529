import API
import Contracts
import HTTPServer

/// `/results`: what operators take away as a table.
extension Routes {
    func addResults(to router: inout Router) {
        router.on(.get, "/results", middleware: identified) { request in
            try request.requireOperator()
            let query = try ResultsQuery(request.query)
            // The first page before the answer begins, so that what is away is 503.
            let first = try await backend.ask(query.page(after: nil))
            let backend = self.backend
            return .stream(contentType: query.format.contentType, headers: query.format.headers) { writer in
                try await writer.write(query.format.opening)
                var page: MatchPage = first
                var isFirst = true
                while true {
                    if !page.matches.isEmpty {
                        try await writer.write(try query.format.bytes(of: page.matches, isFirst: isFirst))
                        isFirst = false
                    }
                    guard let next = page.next else { break }
                    page = try await backend.ask(query.page(after: next))
                }
                try await writer.write(query.format.closing)
            }
        }
    }
}
