package checkpoint

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Version is the format that Save writes, and the newest one that Load reads.
const Version = 1

// MaxSize is the largest checkpoint, in bytes: 64 MB, positions of 600 bytes for a hundred thousand inputs or
// segments. It's our own limit: more can't be written every few seconds, and a file that claims to be more
// isn't ours.
const MaxSize = 64 << 20

var (
	// ErrDamaged is what errors of Load are for a file that isn't exactly what Save wrote.
	ErrDamaged = errors.New("the checkpoint is damaged or was edited, and can't be trusted; restore it, or start the job anew with another one")
	// ErrNewer is what errors of Load are for a file of a newer release.
	ErrNewer = errors.New("the checkpoint was written by a newer release; resume with that one")
	// ErrTooLarge is what errors of Save and Load are for more than MaxSize.
	ErrTooLarge = fmt.Errorf("the checkpoint is larger than %d bytes; use fewer inputs or segments for one job", MaxSize)
)

func encode(s *State) ([]byte, error) {
	if err := readable(s); err != nil {
		return nil, err
	}
	var state bytes.Buffer
	// Not json.Marshal: file names are easier to read without escapes for HTML.
	enc := json.NewEncoder(&state)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return nil, positionless(err)
	}
	data := frame(Version, bytes.TrimSuffix(state.Bytes(), []byte("\n")))
	if len(data) > MaxSize {
		return nil, ErrTooLarge
	}
	return data, nil
}

// readable refuses text that JSON can't hold: two file names that it makes the same would share a position.
func readable(s *State) error {
	texts := slices.AppendSeq(slices.Collect(maps.Keys(s.Identity)), maps.Values(s.Identity))
	texts = slices.AppendSeq(slices.AppendSeq(texts, maps.Keys(s.Positions)), maps.Keys(s.Counts))
	for _, text := range texts {
		if !utf8.ValidString(text) {
			return errors.New("a name in it isn't valid UTF-8; rename the input")
		}
	}
	return nil
}

// positionless is an error of the encoder without what it cites: a position that isn't JSON.
func positionless(err error) error {
	var m *json.MarshalerError
	if errors.As(err, &m) {
		return errors.New("a position is no valid JSON")
	}
	return err
}

func decode(data []byte) (*State, error) {
	if len(data) > MaxSize {
		return nil, ErrTooLarge
	}
	// A newer format may have other members around the state, but it will have this one.
	var head struct {
		Version int             `json:"version"`
		State   json.RawMessage `json:"state"`
	}
	if json.Unmarshal(data, &head) != nil {
		return nil, ErrDamaged
	}
	if head.Version > Version {
		return nil, fmt.Errorf("%w (format %d, this one reads up to %d)", ErrNewer, head.Version, Version)
	}
	// Writing it again and comparing checks the checksum and all that's around it too: spaces, members that come twice,
	// what follows the end.
	if head.Version < 1 || !bytes.Equal(frame(head.Version, head.State), data) {
		return nil, ErrDamaged
	}
	s := State{Version: head.Version}
	if json.Unmarshal(head.State, &s) != nil {
		return nil, ErrDamaged
	}
	return &s, nil
}

// frame puts the version and the checksum around a state.
func frame(version int, state []byte) []byte {
	number := strconv.Itoa(version)
	sum := sha256.New()
	sum.Write([]byte(number))
	sum.Write([]byte{'\n'})
	sum.Write(state)
	out := make([]byte, 0, len(state)+128)
	out = append(append(out, `{"version":`...), number...)
	out = append(out, `,"checksum":"`...)
	out = append(out, hex.EncodeToString(sum.Sum(nil))...)
	out = append(append(out, `","state":`...), state...)
	return append(out, '}', '\n')
}
