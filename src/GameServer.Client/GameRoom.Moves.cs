using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;

namespace GameServer.Client;

public sealed partial class GameRoom
{
    // Used under the client's lock.
    private bool _isFlushing;
    private InputRequest? _input;
    private long _inputs; // begins with the time, at most 40 a second follow: above what a client before this one sent for the seat
    private bool _isSendingInput;

    /// <summary>
    /// Sends a move, now or as soon as there is a link, as often as it takes. The ack means applied and durable, or refused and
    /// without effect (MOV-2). Moves of a room take effect in the order of the calls, each at most once. There is no taking back:
    /// to stop waiting, <c>WaitAsync</c> the task.
    /// </summary>
    /// <param name="move">Its name, camelCase.</param>
    /// <param name="args">Positional arguments, serialized with <see cref="Wire.Json"/>; <see cref="RawJson"/> travels as it is.</param>
    /// <exception cref="ArgumentException">The move is larger than 8 KB, deeper than 16 levels, or holds numbers no client can (MOV-7).</exception>
    /// <exception cref="InvalidOperationException">More moves wait than <see cref="GameClientOptions.OutboxLimit"/>.</exception>
    /// <exception cref="MoveDroppedException">In the task: the room or its history is over before the ack came.</exception>
    public Task<Ack> SendAsync(string move, params object?[]? args)
    {
        var values = Array.ConvertAll(args ?? [null], RawJson.From);
        MoveLimits.Check(Code, move, values);
        PendingMove pending;
        lock (_client.Gate)
        {
            if (_over is { } reason) return Task.FromException<Ack>(new MoveDroppedException(Code, 0, move, reason));
            pending = _outbox.Add(move, values);
        }
        Flush();
        return pending.Done.Task;
    }

    /// <summary>Sends the seat's newest input; one that was not written yet is replaced, one that gets lost is not sent again.</summary>
    /// <exception cref="ArgumentException">The input is too large, too deep, or holds numbers no client can.</exception>
    public void SendInput<T>(T input)
    {
        var data = RawJson.From(input);
        MoveLimits.CheckInput(Code, data);
        lock (_client.Gate)
        {
            _input = new InputRequest(Code, ++_inputs, data);
            if (_link is null || _isSendingInput) return;
            _isSendingInput = true;
        }
        _ = SendInputsAsync();
    }

    /// <summary>Writes every move that may be on the wire now, in order: one thread at a time, outside the lock.</summary>
    private void Flush()
    {
        while (true)
        {
            HubLink link;
            PendingMove? move;
            lock (_client.Gate)
            {
                if (_isFlushing) return;
                if (_link is null || !_outbox.TryNext(out move)) return;
                _isFlushing = true;
                link = _link;
                _client.Trace.Sent(link.Generation, Code, move.N, move.Name, move.Args);
            }
            // The hub connection writes calls in the order in which they begin.
            _ = CallAsync(link, move, move.Attempt);
            lock (_client.Gate) _isFlushing = false;
        }
    }

    private async Task CallAsync(HubLink link, PendingMove move, int attempt)
    {
        try
        {
            var ack = await link.CallAsync<Ack>(HubMethods.Send, new SendRequest(Code, move.N, move.Name, move.Args));
            Answered(link, move, attempt, ack);
        }
        catch (LinkLostException)
        {
            // It will be sent again under its number.
        }
        catch (HubException e)
        {
            // An error of SignalR's in place of an answer decides nothing.
            Answered(link, move, attempt, new Ack { N = move.N, Ok = false, Reason = Reasons.Unavailable, Text = e.Message });
        }
    }

    private void Answered(HubLink link, PendingMove move, int attempt, Ack ack)
    {
        Verdict verdict;
        lock (_client.Gate)
        {
            if (_link != link || link.IsOver) return;
            verdict = _outbox.Answer(move, attempt, ack);
            if (verdict.Kind == VerdictKind.Settled)
            {
                if (!verdict.Dropped.Contains(move))
                {
                    _client.Trace.Acked(link.Generation, Code, ack);
                    move.Done.TrySetResult(ack);
                }
                Drop(verdict.Dropped, verdict.Reason);
            }
        }
        switch (verdict.Kind)
        {
            case VerdictKind.Nothing:
                break;
            case VerdictKind.Settled:
                Flush();
                break;
            case VerdictKind.SendAgain:
                _ = ContinueAsync(link, verdict.After, verdict.Pause);
                break;
            case VerdictKind.Resume:
                link.End(LinkEnd.OutOfStep);
                break;
            case VerdictKind.Superseded:
                _ = link.AwaitLastWordAsync();
                break;
        }
    }

    private async Task ContinueAsync(HubLink link, TimeSpan after, int pause)
    {
        try
        {
            await Task.Delay(after, _client.Options.Time, link.Over);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        lock (_client.Gate) _outbox.Continue(pause);
        Flush();
    }

    private async Task SendInputsAsync()
    {
        while (true)
        {
            HubLink link;
            InputRequest input;
            lock (_client.Gate)
            {
                if (_link is null || _input is null)
                {
                    _isSendingInput = false;
                    return;
                }
                (link, input, _input) = (_link, _input, null);
            }
            await link.TellAsync(HubMethods.Input, input);
        }
    }
}
