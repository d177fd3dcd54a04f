package fastpath

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

const (
	// lifetime is how long a template is used. After it one call goes through the SDK again, which
	// costs nothing, and shows whether the SDK sends something else now.
	lifetime = 5 * time.Minute
	// knownSkew is a difference of the SDK's clock from this one that isn't the rounding of
	// HTTP's dates to seconds.
	knownSkew = 5 * time.Second

	amzDate = "20060102T150405Z"
)

// template is how the SDK makes the calls of one operation with one set of credentials. One
// without a pool says that it does so in a way that can't be repeated here.
type template struct {
	pool        *pool
	url         string
	credentials aws.Credentials
	until       time.Time
	skew        time.Duration

	// parts is the head without what differs from call to call: the length, the invocation's ID,
	// the authorization and the date stand between them.
	parts  [5][]byte
	signer signer
	names  string // of the signed headers, as in the Authorization header
	signed []header
}

// header is one that is signed; without a value it's another one in each call.
type header struct{ name, value string }

// The headers that differ from call to call.
const (
	invocationID  = "amz-sdk-invocation-id"
	contentLength = "content-length"
	date          = "x-amz-date"
	authorization = "authorization"
)

const token = "x-amz-security-token"

// common are the headers that are the same in all calls, and whether each has to be there.
var common = map[string]bool{
	"accept-encoding": true, "amz-sdk-request": true, "content-type": true, "x-amz-target": true,
	"user-agent": true, token: false,
}

// order is that of net/http.
var order = [...]string{
	"user-agent", contentLength, "accept-encoding", invocationID, "amz-sdk-request", authorization,
	"content-type", date, token, "x-amz-target",
}

func (t *template) expired(now time.Time, c *aws.Credentials) bool {
	have := &t.credentials
	return now.After(t.until) || have.AccessKeyID != c.AccessKeyID || have.SecretAccessKey != c.SecretAccessKey ||
		have.SessionToken != c.SessionToken || have.AccountID != c.AccountID
}

// newTemplate makes a template of a request that the SDK has sent; nil if it can't be.
func newTemplate(r *http.Request, body []byte, c *aws.Credentials, now time.Time) *template {
	if r.Method != http.MethodPost || !plainURL(r.URL) {
		return nil
	}
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	if !plainHost(host) {
		return nil
	}
	t := &template{url: r.URL.String(), credentials: *c, until: now.Add(lifetime)}
	values := map[string]string{"host": host, contentLength: strconv.Itoa(len(body))}
	for name, v := range r.Header {
		lower := strings.ToLower(name)
		_, same := common[lower]
		if len(v) != 1 || !all([]byte(v[0]), inValue) || strings.Trim(v[0], " \t") != v[0] ||
			!same && lower != invocationID && lower != date && lower != authorization {
			return nil
		}
		values[lower] = v[0]
	}
	for name, needed := range common {
		if needed && values[name] == "" {
			return nil
		}
	}
	if values[invocationID] == "" || values[token] != c.SessionToken {
		return nil // a token of other credentials: they have just changed
	}
	// A deadline that it may tell besides is for the service's statistics.
	attempt, _, _ := strings.Cut(values["amz-sdk-request"], "; ttl=")
	if attempt != "attempt=1; max=1" || values["accept-encoding"] != "identity" {
		return nil
	}
	at, err := time.Parse(amzDate, values[date])
	if err != nil {
		return nil
	}
	if skew := at.Sub(now); skew.Abs() > knownSkew {
		t.skew = skew
	}
	if !t.readAuthorization(values[authorization], values) {
		return nil
	}
	sum := sha256.Sum256(body)
	if !t.signsAs(values, hex.AppendEncode(nil, sum[:])) {
		return nil
	}
	for i := range t.signed {
		if t.signed[i].name == "amz-sdk-request" {
			t.signed[i].value = attempt
		}
	}
	values["amz-sdk-request"] = attempt
	t.writeParts(host, values)
	return t
}

func plainURL(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.User == nil && (u.Path == "" || u.Path == "/") &&
		u.RawQuery == "" && !u.ForceQuery
}

// plainHost says that net/http sends a host as it is.
func plainHost(host string) bool {
	return host != "" && !strings.ContainsFunc(host, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && !strings.ContainsRune("-._:[]", c)
	})
}

// readAuthorization takes the scope and the signed headers from
// "AWS4-HMAC-SHA256 Credential=ID/20261124/eu-north-1/dynamodb/aws4_request, SignedHeaders=a;b, Signature=f00".
func (t *template) readAuthorization(text string, values map[string]string) bool {
	text, ok := strings.CutPrefix(text, algorithm+" Credential=")
	if !ok {
		return false
	}
	credential, rest, _ := strings.Cut(text, ", SignedHeaders=")
	names, _, ok := strings.Cut(rest, ", Signature=")
	scope := strings.Split(credential, "/")
	if !ok || len(scope) != 5 || scope[0] != t.credentials.AccessKeyID || scope[4] != "aws4_request" {
		return false
	}
	t.signer = signer{id: scope[0], secret: t.credentials.SecretAccessKey, region: scope[2], service: scope[3]}
	t.names = names
	for name := range strings.SplitSeq(names, ";") {
		value, there := values[name]
		if !there {
			return false
		}
		if name == invocationID || name == contentLength || name == date {
			value = ""
		}
		t.signed = append(t.signed, header{name, value})
	}
	return slices.IsSortedFunc(t.signed, func(a, b header) int { return strings.Compare(a.name, b.name) })
}

// signsAs makes sure that the SDK's request would have had this signature here.
func (t *template) signsAs(values map[string]string, payload []byte) bool {
	got := t.appendAuthorization(nil, []byte(values[date]), []byte(values[invocationID]), []byte(values[contentLength]), payload)
	return string(got) == values[authorization]
}

func (t *template) writeParts(host string, values map[string]string) {
	b := []byte("POST / HTTP/1.1\r\nHost: " + host + "\r\n")
	gaps := 0
	for _, name := range order {
		v := values[name]
		if v == "" {
			continue
		}
		b = append(b, http.CanonicalHeaderKey(name)+": "...)
		switch name {
		case contentLength, invocationID, authorization, date:
			t.parts[gaps] = b
			b = nil
			gaps++
		default:
			b = append(b, v...)
		}
		b = append(b, "\r\n"...)
	}
	t.parts[gaps] = append(b, "\r\n"...)
}

// addHead writes the head of the request right before its body, which begins at headRoom, and
// returns the whole.
func (t *template) addHead(b []byte, now time.Time) []byte {
	body := b[headRoom:]
	var (
		sum     = sha256.Sum256(body)
		scratch [96]byte
		id      [36]byte
	)
	payload := hex.AppendEncode(scratch[:0], sum[:])
	at := now.Add(t.skew).UTC()
	when := appendDate(scratch[64:64], at)
	length := strconv.AppendInt(scratch[80:80], int64(len(body)), 10)
	newInvocationID(&id)

	// The head is put together at the start of the room, and then moved to the body: its length
	// isn't known before.
	h := append(b[:0:headRoom], t.parts[0]...)
	h = append(h, length...)
	h = append(h, t.parts[1]...)
	h = append(h, id[:]...)
	h = append(h, t.parts[2]...)
	h = t.appendAuthorization(h, when, id[:], length, payload)
	h = append(h, t.parts[3]...)
	h = append(h, when...)
	h = append(h, t.parts[4]...)
	if len(h) > headRoom {
		return append(h, body...) // a session token of uncommon length
	}
	at0 := headRoom - len(h)
	copy(b[at0:headRoom], h)
	return b[at0:]
}

// newInvocationID writes a random UUID of version 4.
func newInvocationID(to *[36]byte) {
	var u [16]byte
	_, _ = rand.Read(u[:]) // never fails
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	hex.Encode(to[0:8], u[0:4])
	hex.Encode(to[9:13], u[4:6])
	hex.Encode(to[14:18], u[6:8])
	hex.Encode(to[19:23], u[8:10])
	hex.Encode(to[24:36], u[10:16])
	to[8], to[13], to[18], to[23] = '-', '-', '-', '-'
}

// appendDate appends the time as X-Amz-Date has it, 20261124T180846Z.
func appendDate(b []byte, at time.Time) []byte { return at.AppendFormat(b, amzDate) }
