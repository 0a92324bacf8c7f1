using System.Runtime.InteropServices;

namespace GameServer.LoadTool;

/// <summary>
/// Linux's epoll and non-blocking sockets, directly: a load client must cost less than the server it measures, and .NET's own
/// sockets cost as much on either side.
/// </summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    private const uint In = 1, Out = 4;
    private const int Add = 1, Modify = 3, WouldBlock = 11;
    private const long PWait2 = 441;

    private readonly int _handle = Create(0);
    private readonly Event[] _events = new Event[256];

    /// <summary>Watches a socket for input; <paramref name="key"/> comes back with it.</summary>
    public void Watch(int socket, int key) => Control(Add, socket, key, In);

    /// <summary>Changes what a socket is watched for.</summary>
    public void Change(int socket, int key, bool input, bool output) => Control(Modify, socket, key, (input ? In : 0) | (output ? Out : 0));

    private void Control(int what, int socket, int key, uint events)
    {
        var watched = new Event { Events = events, Data = (ulong)key };
        if (Control(_handle, what, socket, &watched) != 0) throw new InvalidOperationException("epoll_ctl failed.");
    }

    /// <summary>Keys of what is ready, at most after so long.</summary>
    public ReadOnlySpan<Event> Wait(TimeSpan atMost)
    {
        var time = new Time { Seconds = (long)atMost.TotalSeconds, Nanoseconds = atMost.Ticks % TimeSpan.TicksPerSecond * 100 };
        fixed (Event* events = _events)
        {
            var ready = (int)SystemCall(PWait2, _handle, events, _events.Length, &time, null, 0);
            return _events.AsSpan(0, Math.Max(0, ready));
        }
    }

    /// <summary>Bytes read; 0: the peer closed or the connection broke; -1: nothing there.</summary>
    public static int Receive(int socket, Span<byte> into)
    {
        fixed (byte* buffer = into)
        {
            var read = (int)Receive(socket, buffer, (nuint)into.Length, 0);
            return read >= 0 ? read : Marshal.GetLastPInvokeError() == WouldBlock ? -1 : 0;
        }
    }

    /// <summary>Bytes written, as many as the kernel takes; -1: the connection broke.</summary>
    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        const int noSignal = 0x4000;
        fixed (byte* buffer = bytes)
        {
            var sent = (int)Send(socket, buffer, (nuint)bytes.Length, noSignal);
            return sent >= 0 ? sent : Marshal.GetLastPInvokeError() == WouldBlock ? 0 : -1;
        }
    }

    public void Dispose() => _ = Close(_handle);

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    internal struct Event
    {
        public uint Events;
        public ulong Data;

        public readonly int Key => (int)Data;
        public readonly bool CanWrite => (Events & Out) != 0;
        public readonly bool CanRead => (Events & ~Out) != 0; // errors are read, too
    }

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    private static partial int Control(int epoll, int what, int socket, Event* watched);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, int epoll, Event* events, int most, Time* timeout, void* signals, nint size);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
