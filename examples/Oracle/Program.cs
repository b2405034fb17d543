using System.CommandLine;
using System.Globalization;
using TorchBridge.Oracle.Serving;
using TorchBridge.Oracle.Verbs;

// Started by ourselves, often: the command line of a worker is not parsed at length.
if (args is ["worker", string parent, .. string[] rest])
    return Worker.Run(int.Parse(parent, CultureInfo.InvariantCulture), faults: rest is ["faults"]);

var root = new RootCommand("Reference gradients by LibTorch, for people who write their own autograd: a server of true values, a corpus of verified cases, and a judge of engines.")
{
    ServeVerb.Command(), ServeVerb.EvalCommand(), CheckVerb.Command(), DiffVerb.Command(), GenVerb.Command(), LintVerb.Command(),
        ShowVerb.ListCommand(), ShowVerb.Command(), DoctorVerb.Command(),
};
return root.Parse(args).Invoke();
