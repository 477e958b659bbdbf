/* The least a FastCGI program can do: hello SOCKET PROCESSES. */
/* SPDX-License-Identifier: MIT */
#include <fcgiapp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static int serve(int socket)
{
    FCGX_Request request;
    FCGX_InitRequest(&request, socket, 0);
    while (FCGX_Accept_r(&request) == 0) {
        FCGX_PutS("Content-Type: text/plain\r\nContent-Length: 12\r\n\r\nhello world\n",
                  request.out);
        FCGX_Finish_r(&request);
    }
    return 1;
}

int main(int argc, char **argv)
{
    umask(0007);
    int socket = argc == 3 ? FCGX_OpenSocket(argv[1], 1024) : -1;
    if (socket < 0 || FCGX_Init() != 0)
        return 1;
    for (int i = 1; i < atoi(argv[2]); i++) {
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGTERM);
            return serve(socket);
        }
    }
    return serve(socket);
}
