using System.Data;
using Npgsql;

namespace GameServer.Journals;

/// <summary>
/// One connection for one purpose, opened again after a loss. Whoever opens it checks first that the database is still the one it was (F7):
/// nothing is written through it before. One user at a time; others wait.
/// </summary>
/// <param name="source">Without pool.</param>
/// <param name="opened">Checks the new connection; throws what the users get.</param>
internal sealed class PostgresLink(NpgsqlDataSource source, Func<NpgsqlConnection, CancellationToken, Task> opened) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    private int _isDisposed;

    // Of whose turn it is.
    private NpgsqlConnection? _connection;

    /// <exception cref="Engine.JournalException">The database failed; whether the work was done is not known.</exception>
    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            return await work(await OpenAsync(cancel));
        }
        catch (PostgresException e) // A statement failed; if the connection is gone as well, its state says so.
        {
            throw PostgresFaults.ToJournal(e);
        }
        catch (Exception e) when (PostgresFaults.IsFailure(e))
        {
            await CloseAsync();
            throw PostgresFaults.ToJournal(e);
        }
        catch (OperationCanceledException)
        {
            await CloseAsync(); // what it was in the middle of is not known
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        if (_connection is { State: ConnectionState.Open } open) return open;
        await CloseAsync();
        var connection = await source.OpenConnectionAsync(cancel);
        try
        {
            await opened(connection, cancel);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        return _connection = connection;
    }

    /// <summary>The next user gets a new connection, checked anew, and finds what <paramref name="change"/> did.</summary>
    public async Task RenewAsync(Action? change = null)
    {
        await _turn.WaitAsync();
        try
        {
            await CloseAsync();
            change?.Invoke();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task CloseAsync()
    {
        if (_connection is null) return;
        await _connection.DisposeAsync();
        _connection = null;
    }

    /// <summary>Whoever comes later is told that the database cannot be reached.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _turn.WaitAsync();
        try
        {
            await CloseAsync();
            await source.DisposeAsync();
        }
        finally
        {
            _turn.Release();
        }
    }
}
