// Speaks the protocol of GradBench (https://github.com/gradbench/gradbench): JSON messages on stdin, one a line, answers on stdout.
//   dotnet run -c Release --project examples/GradBench
using Examples.Protocol;
using GradBench.Serving;

const int longestLine = 1 << 29;

if (!Console.IsInputRedirected)
    Console.Error.WriteLine("Waiting for GradBench's messages on stdin, one JSON object a line. Try {\"id\":0,\"kind\":\"start\"}.");
using Stream input = Console.OpenStandardInput(), output = Console.OpenStandardOutput();
using var session = new Session();
var lines = new LineReader(input, longestLine);
while (lines.Next() is { } line)
{
    output.Write(session.Answer(line).Span);
    output.Flush();
}
