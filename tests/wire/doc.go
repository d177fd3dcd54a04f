// Package wire has the SDK, the project's protocol for it, the HTTP client that takes the bodies of
// requests whole and net/http send requests that are cut off, given up, refused unread and made
// again, and looks at what arrives; and an executor before a server whose connections break. It has no code
// of its own.
package wire
