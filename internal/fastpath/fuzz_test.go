package fastpath

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/stretchr/testify/require"
)

// said is a connection from which a text can be read, in pieces of some bytes.
type said struct {
	net.Conn
	text  string
	piece int
}

func (s *said) Write(b []byte) (int, error) { return len(b), nil }

func (s *said) Read(b []byte) (int, error) {
	if s.text == "" {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), s.piece)], s.text)
	s.text = s.text[n:]
	return n, nil
}

// readByNetHTTP is what an HTTP transport makes of a text.
func readByNetHTTP(text string) (*http.Response, []byte, error) {
	r := bufio.NewReader(strings.NewReader(text))
	for {
		response, err := http.ReadResponse(r, &http.Request{Method: http.MethodPost})
		if err != nil {
			return nil, nil, err
		}
		if response.StatusCode/100 != 1 || response.StatusCode == http.StatusSwitchingProtocols {
			body, err := io.ReadAll(response.Body)
			return response, body, err
		}
	}
}

// Whatever is read here is what net/http reads, and what it refuses is refused.
func FuzzAnswersAreReadAsByNetHTTP(f *testing.F) {
	for _, text := range answers {
		if len(text) < 1<<10 {
			f.Add(text, 7)
			f.Add(text, 1<<20)
		}
	}
	for _, text := range endings {
		f.Add(text, 1<<20)
	}
	f.Fuzz(func(t *testing.T, text string, piece int) {
		c := &conn{Conn: &said{text: text, piece: max(piece, 1)}}
		var a answer
		_, err := c.roundTrip(context.Background(), []byte("request"), make([]byte, 0, 16), &a)
		want, body, wantErr := readByNetHTTP(text)
		if want == nil {
			require.Error(t, err, "net/http: %v", wantErr)
			return
		}
		require.NoError(t, err)
		if wantErr != nil {
			require.Error(t, a.broken)
			require.True(t, a.closes)
		} else {
			require.NoError(t, a.broken)
		}
		require.Equal(t, want.StatusCode, a.status)
		require.Equal(t, want.Status, string(a.reason))
		require.Equal(t, string(body), string(a.body))
		require.Equal(t, want.Header, a.header())
	})
}

// A template of any request makes requests like it, or there's none.
func FuzzATemplateRepeatsTheRequestItWasMadeOf(f *testing.F) {
	f.Add("dynamodb.example", "", "ua", "attempt=1; max=1", "token", "X-Amz-Target", "DynamoDB_20120810.GetItem", []byte("{}"))
	f.Add("a:8000", "b", "", "attempt=1; max=1; ttl=20260101T000000Z", "", "Amz-Sdk-Invocation-Id", "", []byte(""))
	f.Add("a", "", "two  spaces ", "attempt=2; max=3", " t ", "X-New", "x\r\ny", []byte("{\xff}"))
	f.Fuzz(func(t *testing.T, host, hostHeader, agent, attempt, session, name, value string, body []byte) {
		now := time.Now().UTC().Truncate(time.Second)
		r, err := http.NewRequest(http.MethodPost, "http://"+host+"/", bytes.NewReader(body))
		if err != nil {
			return
		}
		r.Host = hostHeader
		for name, value := range map[string]string{
			"User-Agent": agent, "Accept-Encoding": "identity", "Amz-Sdk-Request": attempt, "Content-Type": "application/x-amz-json-1.0",
			"X-Amz-Target": "DynamoDB_20120810.PutItem", "Amz-Sdk-Invocation-Id": "11111111-1111-4111-8111-111111111111", name: value,
		} {
			r.Header[name] = []string{value}
		}
		c := aws.Credentials{AccessKeyID: "id", SecretAccessKey: "secret", SessionToken: session}
		sum := sha256.Sum256(body)
		if v4.NewSigner().SignHTTP(t.Context(), c, r, hex.EncodeToString(sum[:]), "dynamodb", "eu-north-1", now) != nil {
			return
		}
		made := newTemplate(r, body, &c, now)
		if made == nil {
			return
		}
		var sent bytes.Buffer
		if r.Write(&sent) != nil {
			return
		}
		room := append(make([]byte, headRoom, headRoom+len(body)), body...)
		head, own, _ := strings.Cut(string(made.addHead(room, now)), "\r\n\r\n")
		want, _, _ := strings.Cut(sent.String(), "\r\n\r\n")
		_, ttl, _ := strings.Cut(attempt, ";") // the deadline is left out
		if _, ttl, found := strings.Cut(ttl, "; ttl="); found {
			want = strings.Replace(want, "; ttl="+ttl, "", 1)
		}
		require.Equal(t, masked(strings.ReplaceAll(want, "\r", "")), masked(strings.ReplaceAll(head, "\r", "")))
		require.Equal(t, string(body), own)
	})
}
