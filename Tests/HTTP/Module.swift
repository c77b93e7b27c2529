// Tests HTTP
