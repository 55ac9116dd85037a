// Command witness is a small witness (c2sp.org/tlog-witness) of one log, made of Go's own packages, which share no code
// with this project.
//
//	witness -listen 127.0.0.1:0 -log-key VKEY -state FILE
//
// Its first line is its address and its verifier key. What it last cosigned is in FILE before it answers.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const name = "witness.example/go"

// State is what the witness has to remember: its own key, and the last checkpoint it cosigned.
type state struct {
	Seed []byte
	Size int64
	Root []byte
}

type witness struct {
	lock  sync.Mutex
	file  string
	log   note.Verifier
	state state
}

// A refusal is an HTTP status with its body.
type refusal struct {
	status int
	body   string
}

func (r *refusal) Error() string { return r.body }

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "witness:", err)
		os.Exit(1)
	}
}

func run() error {
	listen := flag.String("listen", "127.0.0.1:0", "address to listen at")
	logKey := flag.String("log-key", "", "verifier key of the log")
	file := flag.String("state", "", "file of what has been cosigned")
	flag.Parse()
	log, err := note.NewVerifier(*logKey)
	if err != nil {
		return err
	}
	w := &witness{file: *file, log: log}
	if err := w.restore(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr(), w.vkey())
	mux := http.NewServeMux()
	mux.HandleFunc("/add-checkpoint", w.serve)
	return http.Serve(listener, mux)
}

func (w *witness) restore() error {
	data, err := os.ReadFile(w.file)
	if err == nil {
		return json.Unmarshal(data, &w.state)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	empty := sha256.Sum256(nil)
	w.state = state{Seed: make([]byte, ed25519.SeedSize), Root: empty[:]}
	if _, err := rand.Read(w.state.Seed); err != nil {
		return err
	}
	return w.persist(w.state)
}

// Persist writes the state whole or not at all.
func (w *witness) persist(s state) error {
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(w.file), "state")
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), w.file)
}

func (w *witness) key() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(w.state.Seed) }

// The type 0x04, and the public key.
func (w *witness) public() []byte {
	return append([]byte{0x04}, w.key().Public().(ed25519.PublicKey)...)
}

func (w *witness) id() []byte {
	hash := sha256.Sum256(append([]byte(name+"\n"), w.public()...))
	return hash[:4]
}

func (w *witness) vkey() string {
	return fmt.Sprintf("%s+%x+%s", name, w.id(), base64.StdEncoding.EncodeToString(w.public()))
}

func (w *witness) serve(out http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodPost {
		http.Error(out, "POST only", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(out, request.Body, 1<<20))
	if err != nil {
		http.Error(out, err.Error(), http.StatusBadRequest)
		return
	}
	line, err := w.update(body, time.Now().Unix())
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		if refused.status == http.StatusConflict {
			out.Header().Set("Content-Type", "text/x.tlog.size")
		}
		out.WriteHeader(refused.status)
		fmt.Fprintln(out, refused.body)
	case err != nil:
		http.Error(out, err.Error(), http.StatusInternalServerError)
	default:
		fmt.Fprint(out, line)
	}
}

func (w *witness) update(body []byte, now int64) (string, error) {
	old, proof, msg, err := parse(body)
	if err != nil {
		return "", &refusal{http.StatusBadRequest, err.Error()}
	}
	origin, _, _ := bytes.Cut(msg, []byte("\n"))
	if string(origin) != w.log.Name() {
		return "", &refusal{http.StatusNotFound, "unknown origin"}
	}
	opened, err := note.Open(msg, note.VerifierList(w.log))
	if err != nil {
		return "", &refusal{http.StatusForbidden, err.Error()}
	}
	tree, err := parseTree(opened.Text)
	if err != nil {
		return "", &refusal{http.StatusBadRequest, err.Error()}
	}
	if old > tree.N {
		return "", &refusal{http.StatusBadRequest, "the old size is larger than the new one"}
	}

	w.lock.Lock()
	defer w.lock.Unlock()
	var root tlog.Hash
	copy(root[:], w.state.Root)
	conflict := &refusal{http.StatusConflict, strconv.FormatInt(w.state.Size, 10)}
	if old != w.state.Size {
		return "", conflict
	}
	switch {
	case old == tree.N:
		if len(proof) > 0 {
			return "", &refusal{http.StatusUnprocessableEntity, "the proof between equal sizes is not empty"}
		}
		if root != tree.Hash {
			return "", conflict
		}
	case old == 0:
		if len(proof) > 0 {
			return "", &refusal{http.StatusUnprocessableEntity, "the proof from size 0 is not empty"}
		}
	default:
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old, root); err != nil {
			return "", &refusal{http.StatusUnprocessableEntity, err.Error()}
		}
	}
	next := state{Seed: w.state.Seed, Size: tree.N, Root: tree.Hash[:]}
	if err := w.persist(next); err != nil {
		return "", err
	}
	w.state = next
	return w.cosign(opened.Text, now), nil
}

func (w *witness) cosign(text string, now int64) string {
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", now, text)
	signature := append([]byte{}, w.id()...)
	signature = append(signature, make([]byte, 8)...)
	binary.BigEndian.PutUint64(signature[4:], uint64(now))
	signature = append(signature, ed25519.Sign(w.key(), []byte(message))...)
	return fmt.Sprintf("— %s %s\n", name, base64.StdEncoding.EncodeToString(signature))
}

func parse(body []byte) (old int64, proof tlog.TreeProof, msg []byte, err error) {
	head, msg, found := bytes.Cut(body, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || !strings.HasPrefix(lines[0], "old ") {
		return 0, nil, nil, errors.New("malformed request")
	}
	if old, err = decimal(strings.TrimPrefix(lines[0], "old ")); err != nil {
		return 0, nil, nil, err
	}
	if len(lines) > 1+63 {
		return 0, nil, nil, errors.New("the proof is too long")
	}
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, nil, err
		}
		proof = append(proof, hash)
	}
	return old, proof, msg, nil
}

func parseTree(text string) (tree tlog.Tree, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return tree, errors.New("the checkpoint has fewer than three lines")
	}
	if tree.N, err = decimal(lines[1]); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

func decimal(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 0 || strconv.FormatInt(number, 10) != text {
		return 0, errors.New("malformed number")
	}
	return number, nil
}
