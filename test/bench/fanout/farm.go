// A server for the benchmark that is equally cheap for every client: real SSH, one process for all hosts, answers from
// memory and never forks. Arguments: address, host key, the public key that is let in, a JSON list of the eight answers.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"os"
	"regexp"
	"strings"

	"golang.org/x/crypto/ssh"
)

var (
	answers []string
	// The first line of our script that is not the opening brace names the frames.
	nonce = regexp.MustCompile(`(?m)^s503_n=([0-9a-f]{32})$`)
	// Its last two lines.
	scriptEnd = []byte("\nexit 0\n}\n")
)

func main() {
	must(json.Unmarshal(read(os.Args[4]), &answers))
	hostKey, err := ssh.ParsePrivateKey(read(os.Args[2]))
	must(err)
	allowed, _, _, _, err := ssh.ParseAuthorizedKey(read(os.Args[3]))
	must(err)
	config := &ssh.ServerConfig{PublicKeyCallback: func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if !bytes.Equal(key.Marshal(), allowed.Marshal()) {
			return nil, fmt.Errorf("not this key")
		}
		return nil, nil
	}}
	config.AddHostKey(hostKey)
	listener, err := net.Listen("tcp", os.Args[1])
	must(err)
	for {
		connection, err := listener.Accept()
		must(err)
		go serve(connection, config)
	}
}

func serve(connection net.Conn, config *ssh.ServerConfig) {
	defer connection.Close()
	_, channels, requests, err := ssh.NewServerConn(connection, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for offered := range channels {
		channel, requests, err := offered.Accept()
		if err != nil {
			return
		}
		go session(channel, requests)
	}
}

func session(channel ssh.Channel, requests <-chan *ssh.Request) {
	defer channel.Close()
	for request := range requests {
		if request.Type != "exec" {
			if request.WantReply {
				request.Reply(request.Type == "env", nil)
			}
			continue
		}
		var exec struct{ Command string }
		ssh.Unmarshal(request.Payload, &exec)
		request.Reply(true, nil)
		if strings.HasPrefix(exec.Command, "exec /usr/bin/env") {
			answerScript(channel)
		} else {
			answerCommandLine(channel)
		}
		channel.SendRequest("exit-status", false, []byte{0, 0, 0, 0})
		return
	}
}

func answerCommandLine(channel ssh.Channel) {
	var out strings.Builder
	for index, answer := range answers {
		fmt.Fprintf(&out, "@%d\n%s\n", index+1, answer)
	}
	channel.Write([]byte(out.String()))
}

func answerScript(channel ssh.Channel) {
	var script []byte
	buffer := make([]byte, 16384)
	for !bytes.HasSuffix(script, scriptEnd) {
		count, err := channel.Read(buffer)
		if err != nil {
			return
		}
		script = append(script, buffer[:count]...)
	}
	match := nonce.FindSubmatch(script)
	if match == nil {
		return
	}
	var out, errors strings.Builder
	fmt.Fprintf(&out, "%ss 1 1\n", match[1])
	fmt.Fprintf(&errors, "%ss 1 1\n", match[1])
	for index, answer := range answers {
		fmt.Fprintf(&out, "%s\n%se %d 0\n", answer, match[1], index)
		fmt.Fprintf(&errors, "%se %d 0\n", match[1], index)
	}
	fmt.Fprintf(&out, "%sq\n", match[1])
	channel.Stderr().Write([]byte(errors.String()))
	channel.Write([]byte(out.String()))
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	must(err)
	return data
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
