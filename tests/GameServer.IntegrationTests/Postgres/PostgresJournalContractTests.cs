using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Journals;
using GameServer.Tests.Journals;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameServer.IntegrationTests.Postgres;

[Collection(PostgresCollection.Name)]
public sealed class PostgresJournalContractTests(SharedPostgres postgres) : JournalContract
{
    private readonly string _database = postgres.Server.DatabaseAsync().GetAwaiter().GetResult();

    private protected override IJournal Create() =>
        new PostgresJournal(new PostgresOptions(postgres.Server.Connection(_database)), Clock, new SecureChance(), NullLogger<PostgresJournal>.Instance);
}
