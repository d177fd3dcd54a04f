package dynamodblocal

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestServerStoresAndCloses(t *testing.T) {
	s := start(t)
	client := s.Client()
	table := TempTable(t, client)
	item := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "a"}}
	_, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item})
	require.NoError(t, err)
	got, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: item})
	require.NoError(t, err)
	assert.Equal(t, item, got.Item)
}

func TestCloseLeavesNothingBehind(t *testing.T) {
	s, err := Start(t.Context())
	if err != nil {
		giveUp(t, err)
	}
	require.DirExists(t, s.workdir)
	require.NoError(t, s.Close())

	assert.NotNil(t, s.process.cmd.ProcessState, "the process was not reaped")
	assert.ErrorIs(t, s.process.cmd.Process.Signal(os.Kill), os.ErrProcessDone)
	assert.NoDirExists(t, s.workdir)
	_, err = net.Dial("tcp", strings.TrimPrefix(s.Endpoint(), "http://"))
	assert.Error(t, err, "somebody still listens on the port")
	assert.NoError(t, s.Close(), "closing again does nothing")
}

func TestCloseTellsThatTheServerHadEnded(t *testing.T) {
	s, err := Start(t.Context())
	if err != nil {
		giveUp(t, err)
	}
	require.NoError(t, s.process.cmd.Process.Kill())
	<-s.process.exited
	err = s.Close()
	require.ErrorIs(t, err, errExited)
	require.ErrorContains(t, err, "killed")
	assert.Equal(t, err, s.Close())
}

// The engine has to be the one that was started, not whoever answers on the port.
func TestLaunchNoticesThatThePortIsTaken(t *testing.T) {
	java, folder := needs(t)
	other := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, `{"TableNames":[]}`)
	}))
	var err error
	other.Listener, err = net.Listen("tcp", ":0")
	require.NoError(t, err)
	other.Start()
	defer other.Close()

	_, err = launch(t.Context(), defaultSettings(), java, folder, portOf(t, other.URL))
	require.ErrorIs(t, err, errPortTaken)
}

// When nobody answers on a taken port, only the engine's own words tell: it does not exit.
func TestLaunchNoticesThatAMutePortIsTaken(t *testing.T) {
	java, folder := needs(t)
	mute, err := net.Listen("tcp", ":0")
	require.NoError(t, err)
	defer mute.Close()

	_, err = launch(t.Context(), defaultSettings(), java, folder, mute.Addr().(*net.TCPAddr).Port)
	require.ErrorIs(t, err, errPortTaken)
}

func TestStartSaysWhyJavaExited(t *testing.T) {
	needs(t)
	_, err := Start(t.Context(), JavaFlags("-XX:NoSuchFlag"))
	require.ErrorIs(t, err, errExited)
	require.ErrorContains(t, err, "exit status 1")
	require.ErrorContains(t, err, "Unrecognized VM option 'NoSuchFlag'")
	require.NotErrorAs(t, err, new(*Unavailable))
}

func TestStartGivesUpInTime(t *testing.T) {
	needs(t)
	_, err := Start(t.Context(), ReadyWithin(1))
	require.ErrorContains(t, err, "no answer within 1ns")
}

func TestStartEndsWithItsContext(t *testing.T) {
	needs(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Start(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

func TestStartNamesMissingJava(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Start(t.Context())
	var unavailable *Unavailable
	require.ErrorAs(t, err, &unavailable)
	assert.Equal(t, "java", unavailable.Missing)
	require.ErrorContains(t, err, "java is missing: install a Java runtime, version 17")
}

func TestStartNamesMissingNPM(t *testing.T) {
	t.Setenv("PATH", program(t, "java", "exit 0"))
	t.Setenv("DYNACTOR_CACHE", t.TempDir())
	_, err := Start(t.Context())
	var unavailable *Unavailable
	require.ErrorAs(t, err, &unavailable)
	assert.Equal(t, "npm", unavailable.Missing)
	require.ErrorContains(t, err, "npm is missing: install Node.js with npm")
}

func TestStartTakesAJavaThatIsTooOldForNone(t *testing.T) {
	r, _ := fakeNPM(t, engineTarball(t))
	folder, err := r.install(t.Context(), t.TempDir())
	require.NoError(t, err)
	old := program(t, "java", "echo java.lang.UnsupportedClassVersionError: class file version 61.0 >&2; exit 1")
	port, err := freePort()
	require.NoError(t, err)

	_, err = launch(t.Context(), defaultSettings(), old+"/java", folder, port)
	var unavailable *Unavailable
	require.ErrorAs(t, err, &unavailable)
	assert.Equal(t, "java", unavailable.Missing)
	require.ErrorContains(t, err, "class file version 61.0")
}

// needs returns what launch needs, or skips the test when this machine does not have it.
func needs(t *testing.T) (java, folder string) {
	t.Helper()
	java, err := findJava()
	if err != nil {
		giveUp(t, err)
	}
	root, err := cacheRoot()
	require.NoError(t, err)
	folder, err = pinned.install(t.Context(), root)
	if err != nil {
		giveUp(t, err)
	}
	return java, folder
}

func portOf(t *testing.T, address string) int {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	port, err := net.LookupPort("tcp", u.Port())
	require.NoError(t, err)
	return port
}
