using System.Net.Sockets;
using GameServer.Engine;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>Why the server did not start, as one sentence for the person who started it.</summary>
internal static class StartRefusal
{
    /// <summary>The sentence, and whether it says everything; else the exception belongs into the log.</summary>
    public static (string Sentence, bool IsWhole) Of(Exception failure) => failure switch
    {
        OptionsValidationException { Failures: var failures } => (string.Join(' ', failures), true),
        JournalException { Message: var message } => (message, true),
        IOException { InnerException: AddressInUseException } taken =>
            ($"{taken.Message.TrimEnd('.')}. Stop the program that listens there, or take another address with --urls, for operators with GameServer:Ops:Port.", true),
        SocketException socket =>
            ($"The server cannot listen: {socket.Message}. Take another address with --urls, for operators with GameServer:Ops:Bind and GameServer:Ops:Port.", true),
        DirectoryNotFoundException { Message: var folder } => ($"The server could not start: there is no folder {folder}", true),
        InvalidDataException or FormatException => (failure.Message.ReplaceLineEndings(" "), true),
        _ => ($"The server could not start: {failure.Message.ReplaceLineEndings(" ")}", false),
    };
}
