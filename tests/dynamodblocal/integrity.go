package dynamodblocal

import (
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"io"
)

// verify reads all of the archive and compares it with the pinned Subresource Integrity string.
func verify(archive io.Reader, pinned string) error {
	hash := sha512.New()
	if _, err := io.Copy(hash, archive); err != nil {
		return fmt.Errorf("reading the archive: %w", err)
	}
	if got := "sha512-" + base64.StdEncoding.EncodeToString(hash.Sum(nil)); got != pinned {
		return fmt.Errorf("integrity differs: the archive has %s, pinned is %s: "+
			"it is not what was reviewed, and nothing of it was unpacked; "+
			"see which registry npm uses (npm config get registry), and change the pin only after reading the archive", got, pinned)
	}
	return nil
}
