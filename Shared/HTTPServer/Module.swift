// Module HTTPServer
