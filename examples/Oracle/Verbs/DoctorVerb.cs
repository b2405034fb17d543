using System.CommandLine;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Programs;

namespace TorchBridge.Oracle.Verbs;

/// <summary><c>doctor</c>: what is there, and what to do about what is not.</summary>
internal static class DoctorVerb
{
    public static Command Command()
    {
        Command command = Verb.Make("doctor", "Tells what was loaded from where, LibTorch's version and capabilities, and the remedy when something is missing.", "torchbridge-oracle doctor");
        command.Does(_ =>
        {
            NativeRuntimeReport report = NativeRuntime.Diagnose();
            Console.WriteLine(report);
            Console.WriteLine($"operators: {OperatorTable.Names.Count()}");
            CorpusFolder corpus = CorpusFolder.Default;
            Console.WriteLine(Directory.Exists(corpus.Path) ? $"corpus: {corpus.Cases.Count()} cases in {corpus.Path}" : $"corpus: none in {corpus.Path}; give --corpus, or build the program anew");
            return report.IsLoaded ? ExitCode.Ok : ExitCode.OwnError;
        });
        return command;
    }
}
