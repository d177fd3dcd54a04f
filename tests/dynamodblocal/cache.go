package dynamodblocal

import (
	"fmt"
	"os"
	"path/filepath"
)

// cacheRoot is the folder below which releases are kept: DYNACTOR_CACHE, or dynactor in the user's
// cache folder. It lies outside any checkout, so that cleaning a checkout costs no download and no
// tool that walks the checkout meets 65 MB of jars.
func cacheRoot() (string, error) {
	if root := os.Getenv("DYNACTOR_CACHE"); root != "" {
		// go test runs each package in its own folder, so a relative path would mean one cache per package.
		if !filepath.IsAbs(root) {
			return "", fmt.Errorf("dynamodblocal: DYNACTOR_CACHE=%q is relative: give an absolute path", root)
		}
		return root, nil
	}
	user, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("dynamodblocal: no cache folder for DynamoDB Local: %w: set DYNACTOR_CACHE to an absolute path", err)
	}
	return filepath.Join(user, "dynactor"), nil
}
